/** Of oidc-provider's own types the few that the plays touch. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Account {
    accountId: string
    claims(): Promise<Record<string, unknown> & { sub: string }>
  }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    on(event: 'grant.success', listen: () => void): this
  }

  export type FindAccount = (context: unknown, sub: string) => Promise<Account>
}
