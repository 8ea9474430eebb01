import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const USER_IS_HERE = 0x05
const WITH_KEY = 0x40

/** A passkey in software: ES256, without attestation, as most of them. */
export class Authenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #id = randomBytes(16)
  readonly #origin: string
  #counter = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  registers(challenge: string) {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const [x32, y32] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
    const head = Buffer.from('a5010203262001215820', 'hex')
    const cose = Buffer.concat([head, x32, Buffer.from('225820', 'hex'), y32])
    const length = Buffer.from([0, this.#id.length])
    const key = Buffer.concat([Buffer.alloc(16), length, this.#id, cose])
    const data = Buffer.concat([this.#data(USER_IS_HERE | WITH_KEY), key])
    const size = Buffer.from([0x58, data.length])
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      ...[size, data],
    ])
    return this.#answer({
      clientDataJSON: this.#client('webauthn.create', challenge).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    })
  }

  signs(challenge: string) {
    const client = this.#client('webauthn.get', challenge)
    const data = this.#data(USER_IS_HERE)
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
    })
  }

  #answer(response: Record<string, unknown>) {
    const id = this.#id.toString('base64url')
    return { ...{ id, rawId: id, response }, type: 'public-key', clientExtensionResults: {} }
  }

  #client(type: string, challenge: string): Buffer {
    return Buffer.from(
      JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }),
    )
  }

  #data(flags: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(++this.#counter)
    const host = createHash('sha256').update(new URL(this.#origin).hostname).digest()
    return Buffer.concat([host, Buffer.from([flags]), counter])
  }
}
