/** Small enough for every list it will stand in (px). */
const SIDE_PX = 128
/** What the server takes, as text. */
const LENGTH_AT_MOST = 44_000
const QUALITIES = [0.85, 0.7, 0.5, 0.3]

/** The middle of a picture, small, as a `data:` address; null: this browser cannot read it. */
export async function smallPicture(file: Blob): Promise<string | null> {
  const image = await createImageBitmap(file).catch(() => null)
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!image || !pen) return null
  const side = Math.min(image.width, image.height)
  canvas.width = SIDE_PX
  canvas.height = SIDE_PX
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2]
  pen.drawImage(image, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX)
  image.close()
  // A browser that writes no WebP writes a PNG instead, which is of one quality.
  const tries = QUALITIES.map((quality) => canvas.toDataURL('image/webp', quality))
  return tries.find((each) => each.length <= LENGTH_AT_MOST) ?? null
}
