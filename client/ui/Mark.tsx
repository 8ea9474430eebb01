/** The sign of the house: a caret between two lines. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox='0 0 24 24' aria-hidden='true'>
      <path
        d='M3 5.5h18M3 18.5h18'
        stroke='currentColor'
        stroke-width='2'
        stroke-linecap='round'
        opacity='0.38'
      />
      <path
        d='M12 8.75v6.5M4.5 12h3.75M15.75 12h3.75'
        stroke='var(--accent)'
        stroke-width='2.25'
        stroke-linecap='round'
      />
    </svg>
  )
}
