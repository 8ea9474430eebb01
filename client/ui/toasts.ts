import { signal } from '@preact/signals'

/** Long enough to read a sentence and reach the button (ms). */
const TOAST_MS = 6_000

export interface Toast {
  key: number
  text: string
  action: { label: string; run: () => void } | null
}

export const toasts = signal<readonly Toast[]>([])

let last = 0

/** Says something in passing, perhaps with a way back. */
export function toast(text: string, action: Toast['action'] = null): void {
  last += 1
  const key = last
  toasts.value = [...toasts.value.slice(-2), { key, text, action }]
  setTimeout(() => dismiss(key), TOAST_MS)
}

export function dismiss(key: number): void {
  toasts.value = toasts.value.filter((each) => each.key !== key)
}
