import { useComputed, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { realClock } from '../../shared/kit/clock.ts'
import styles from './CardColumn.module.css'
import { CardPlaces } from './card-places.ts'
import { NEW } from './drafts.ts'
import { endOf, layOut } from './lay-out.ts'
import type { Margin } from './margin.ts'
import { NewThread } from './NewThread.tsx'
import { ThreadCard } from './ThreadCard.tsx'

/** A card not drawn yet is thought to be so tall (px). */
const USUAL_PX = 96

/** Cards are drawn so far beyond the window, and looked at again each time it moved so far (px). */
const BEYOND_PX = 800

/** A card stands a little above the first line of its words: its own first line is level with it. */
const RISE_PX = 10

/** Cards beside their words. Only those near the window are on the page: there may be a thousand. */
export function CardColumn({ margin }: { margin: Margin }) {
  const column = useRef<HTMLDivElement>(null)
  const places = useSignal<CardPlaces | null>(null)
  const heights = useSignal<ReadonlyMap<string, number>>(new Map())
  const window = useWindowPlace(column)
  const sizes = useHeights(heights)
  useEffect(() => {
    if (!column.current) return
    const { editor, anchors } = margin
    const opened = new CardPlaces({
      ...{ editor, places: anchors.places, column: column.current, clock: realClock },
    })
    places.value = opened
    return () => {
      places.value = null
      opened.close()
    }
  }, [margin, places])

  const laid = useComputed(() => {
    const tops = places.value?.tops.value ?? null
    const { text, document, late } = margin.groups.value
    const height = (id: string) => heights.value.get(id) ?? USUAL_PX
    const first = [...document, ...late].map(({ id }) => ({ id, wanted: 0, height: height(id) }))
    const beside = tops === null ? [] : text.filter(({ id }) => tops.has(id))
    const wantedOf = (id: string) => Math.max(0, (tops?.get(id) ?? 0) - RISE_PX)
    const cards = beside.map(({ id }) => ({ id, wanted: wantedOf(id), height: height(id) }))
    const composing = margin.composing.value
    if (composing && (composing.kind === 'document' || tops?.has(NEW))) {
      const wanted = composing.kind === 'document' ? 0 : wantedOf(NEW)
      const at = cards.findIndex((card) => card.wanted > wanted)
      cards.splice(at < 0 ? cards.length : at, 0, { id: NEW, wanted, height: height(NEW) })
    }
    const all = [...first, ...cards]
    // Far out of sight it keeps nobody's place: those in the window stand as if nothing were open.
    const focused = all.find(({ id }) => id === margin.focused.value)
    const { from, to } = window.value
    const isNear = focused && focused.wanted > from && focused.wanted < to
    const settled = layOut(all, isNear ? focused.id : null)
    return { all, tops: settled, end: endOf(all, settled) }
  })

  const { all, tops, end } = laid.value
  const { from, to } = window.value
  const byId = new Map(
    [...margin.groups.value.document, ...margin.groups.value.late, ...margin.groups.value.text].map(
      (placed) => [placed.id, placed] as const,
    ),
  )
  const focused = margin.focused.value
  const near = all.filter(({ id, height }) => {
    const top = tops.get(id) ?? 0
    return id === focused || id === margin.wanted.value || (top + height > from && top < to)
  })
  return (
    <div ref={column} class={styles.column} style={{ minBlockSize: `${end}px` }}>
      {near.map(({ id }) => {
        const placed = byId.get(id)
        if (!placed && id !== NEW) return null
        return (
          <Slot key={id} id={id} top={tops.get(id) ?? 0} sizes={sizes}>
            {placed ? (
              <ThreadCard margin={margin} placed={placed} inList={false} />
            ) : (
              <NewThread margin={margin} />
            )}
          </Slot>
        )
      })}
    </div>
  )
}

interface SlotProps {
  id: string
  top: number
  sizes: ResizeObserver
  children: ComponentChildren
}

/** The place of one card; says how tall it became. */
function Slot({ id, top, sizes, children }: SlotProps) {
  const slot = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = slot.current
    if (!element) return
    sizes.observe(element)
    return () => sizes.unobserve(element)
  }, [sizes])
  return (
    <div ref={slot} class={styles.slot} data-slot={id} style={{ insetBlockStart: `${top}px` }}>
      {children}
    </div>
  )
}

/** All heights that changed in a frame, at once. */
function useHeights(heights: { value: ReadonlyMap<string, number> }): ResizeObserver {
  const sizes = useRef<ResizeObserver | null>(null)
  sizes.current ??= new ResizeObserver((entries) => {
    const next = new Map(heights.value)
    for (const { target, borderBoxSize } of entries) {
      const id = target instanceof HTMLElement ? target.dataset.slot : undefined
      const height = Math.ceil(borderBoxSize[0]?.blockSize ?? 0)
      if (id && height > 0) next.set(id, height)
    }
    heights.value = next
  })
  useEffect(() => () => sizes.current?.disconnect(), [])
  return sizes.current
}

/** Which part of the column is in or near the window; changes only in large steps. */
function useWindowPlace(column: { current: HTMLElement | null }) {
  const place = useSignal({ from: -BEYOND_PX, to: 3 * BEYOND_PX })
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      if (!column.current) return
      const top = -column.current.getBoundingClientRect().top
      const from = Math.floor(top / BEYOND_PX - 1) * BEYOND_PX
      const to = from + Math.ceil(innerHeight / BEYOND_PX + 3) * BEYOND_PX
      if (from !== place.peek().from || to !== place.peek().to) place.value = { from, to }
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [column, place])
  return place
}
