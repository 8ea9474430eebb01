/** In characters; longer ones cost the server more than they are worth. */
export const PASSWORD_MIN_LENGTH = 10
export const PASSWORD_MAX_LENGTH = 128
