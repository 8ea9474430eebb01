/** As better-auth calls it after our prefix; behind TLS another prefix stands before it. */
export function sessionCookie(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}interline.session_token`
}
