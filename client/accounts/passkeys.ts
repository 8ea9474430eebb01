import * as z from 'zod/mini'
import { ANYTHING, type Answer, ask } from './ask.ts'

const AUTH = '/api/auth/passkey'

export const passkeySchema = z.object({
  id: z.string(),
  name: z.optional(z.nullable(z.string())),
  createdAt: z.optional(z.nullable(z.string())),
})
export type Passkey = z.infer<typeof passkeySchema>

/** `stopped`: the person closed the browser's question, or it took too long. */
export type Ceremony = Answer<unknown> | { kind: 'stopped' }

/** A key belongs to a name; browsers know none for a site that has only a number. */
const isNamed = () => !/^(\d+(\.\d+){3}|\[.*\])$/.test(location.hostname)

/** Only over https or on this machine, and where the browser speaks of keys in JSON. */
export const canUsePasskeys = (): boolean =>
  'PublicKeyCredential' in globalThis &&
  isNamed() &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'

export async function signInByPasskey(): Promise<Ceremony> {
  const options = await ask('GET', `${AUTH}/generate-authenticate-options`, z.looseObject({}))
  if (options.kind !== 'ok') return options
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.value as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  const key = await navigator.credentials.get({ publicKey }).catch(() => null)
  if (!(key instanceof PublicKeyCredential)) return { kind: 'stopped' }
  return ask('POST', `${AUTH}/verify-authentication`, ANYTHING, { response: key.toJSON() })
}

export async function addPasskey(name: string): Promise<Ceremony> {
  const query = new URLSearchParams({ name })
  const options = await ask('GET', `${AUTH}/generate-register-options?${query}`, z.looseObject({}))
  if (options.kind !== 'ok') return options
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.value as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  const key = await navigator.credentials.create({ publicKey }).catch(() => null)
  if (!(key instanceof PublicKeyCredential)) return { kind: 'stopped' }
  return ask('POST', `${AUTH}/verify-registration`, ANYTHING, { response: key.toJSON(), name })
}

export const passkeys = (): Promise<Answer<Passkey[]>> =>
  ask('GET', `${AUTH}/list-user-passkeys`, z.array(passkeySchema))

export const removePasskey = (id: string): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/delete-passkey`, ANYTHING, { id })
