import { encodeFrame, FRAME } from './frame.ts'

/** Frame 3, up: "tell me who is here". It has no body. */
export const encodeQueryAwareness = () => encodeFrame(FRAME.queryAwareness, () => undefined)
