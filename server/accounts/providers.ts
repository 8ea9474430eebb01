/** An OpenID Connect provider that people may come from. */
export interface Provider {
  /** Its part of our address that it sends people back to: `/api/auth/callback/<id>`. */
  id: string
  name: string
  issuer: string
  clientId: string
  clientSecret: string
}

const PROVIDERS_AT_MOST = 9
const PARTS = ['NAME', 'ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'] as const

/** OIDC_NAME, OIDC_ISSUER … of the first, OIDC_2_NAME … of the next; a sentence if one is wrong. */
export function readProviders(env: Record<string, string | undefined>): Provider[] | string {
  const providers: Provider[] = []
  for (let number = 1; number <= PROVIDERS_AT_MOST; number++) {
    const prefix = number === 1 ? 'OIDC_' : `OIDC_${number}_`
    const [name = '', issuer, clientId, clientSecret] = PARTS.map((part) => env[prefix + part])
    if (!issuer && !clientId && !clientSecret) continue
    if (!issuer || !clientId || !clientSecret) {
      return `${prefix}ISSUER: a provider needs ISSUER, CLIENT_ID and CLIENT_SECRET.`
    }
    const isUrl = URL.canParse(issuer) && /^https?:$/.test(new URL(issuer).protocol)
    if (!isUrl) return `${prefix}ISSUER: not the address of a provider.`
    const id = number === 1 ? 'oidc' : `oidc-${number}`
    const called = name || new URL(issuer).hostname
    providers.push({
      ...{ id, name: called, clientId, clientSecret },
      issuer: issuer.replace(/\/$/, ''),
    })
  }
  return providers
}
