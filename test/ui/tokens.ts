import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../../shared/kit/assert.ts'

const TOKENS = join(import.meta.dirname, '../../client/ui/tokens.css')
const COLOUR = /--([\w-]+):\s*light-dark\(\s*oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\s*\)/g

/** Lightness 0–1, chroma, hue in degrees. */
type Oklch = readonly [number, number, number]

/** The colour tokens of both schemes, by name. */
export function schemes(): Record<'light' | 'dark', (name: string) => Oklch> {
  const found = [...readFileSync(TOKENS, 'utf8').matchAll(COLOUR)]
  const scheme = (side: 2 | 3) => {
    const colours = new Map(found.map((match) => [match[1], parse(match[side] ?? '')]))
    return (name: string) => must(colours.get(name), `tokens.css has --${name}`)
  }
  return { light: scheme(2), dark: scheme(3) }
}

/** Contrast as WCAG 2.2 defines it, 1 to 21. */
export function contrast(one: Oklch, other: Oklch): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function parse(text: string): Oklch {
  const [lightness = 0, chroma = 0, hue = 0] = text.split(/[\s/]+/).map(Number)
  return [lightness, chroma, hue]
}

/** Relative luminance of the colour a screen shows: clipped to sRGB. Source: Ottosson's Oklab. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
