import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The package has no types; this much of it is used. */
type ProviderClass = new (issuer: string, configuration: object) => { callback(): RequestListener }
const PACKAGE: string = 'oidc-provider'

export const CLIENT = { id: 'interline', secret: 'a secret of the two, long enough for both' }

/** A real OpenID provider on this machine. Whoever signs in there is who they say. */
export interface RunningProvider {
  readonly issuer: string
  /** Call when Interline's address is known: there the provider sends people back to. */
  welcomes(redirectUri: string): void
  stop(): Promise<void>
}

export async function startProvider(): Promise<RunningProvider> {
  const { default: Provider }: { default: ProviderClass } = await import(PACKAGE)
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    welcomes(redirectUri) {
      const provider = new Provider(issuer, {
        clients: [
          {
            ...{ client_id: CLIENT.id, client_secret: CLIENT.secret },
            redirect_uris: [redirectUri],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        conformIdTokenClaims: false,
        findAccount: (_: unknown, id: string) => ({
          accountId: id,
          claims: () => ({
            ...{ sub: id, name: `${id} of the office` },
            ...{ email: `${id}@office.example`, email_verified: true },
          }),
        }),
        cookies: { keys: ['for this play'] },
      })
      server.on('request', provider.callback())
    },
    stop: () =>
      new Promise((gone) => {
        server.closeAllConnections()
        server.close(() => gone())
      }),
  }
}
