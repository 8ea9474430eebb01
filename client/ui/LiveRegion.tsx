import { lastSaid } from './say.ts'

/** The one place where the page speaks to a screen reader; stands once on every page. */
export function LiveRegion() {
  return (
    <div class='unseen' aria-live='polite' data-live>
      {lastSaid.value}
    </div>
  )
}
