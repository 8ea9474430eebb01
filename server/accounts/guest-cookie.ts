export const GUEST_COOKIE = 'interline_guest'
/** The longest that browsers keep one; each visit begins it anew. */
export const GUEST_KEPT_S = 400 * 24 * 60 * 60
