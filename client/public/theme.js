// Before the first paint, so that nobody who chose one scheme is blinded by the other. A file of its
// own because the page allows no inline script, and a module would come too late. See ui/theme.ts.
try {
  const kept = localStorage.getItem('interline.theme')
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept
} catch {
  // Storage is forbidden here: the system's scheme it is.
}
