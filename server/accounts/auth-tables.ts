import { COLOURS } from '../../shared/kit/colours.ts'

/** better-auth's names for our tables and columns (migration 0004). */
const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' } as const

export const PERSON_TABLE = {
  modelName: 'person',
  fields: { email: 'address', emailVerified: 'is_verified', image: 'picture', ...stamps },
  additionalFields: {
    colour: { type: 'string', required: true, input: false, defaultValue: COLOURS[0] },
    language: { type: 'string', required: false, input: false },
    timeZone: { type: 'string', required: false, input: false, fieldName: 'time_zone' },
    isOwner: {
      type: 'boolean',
      required: true,
      input: false,
      defaultValue: false,
      fieldName: 'is_owner',
    },
  },
} as const

export const SIGN_IN_TABLE = {
  modelName: 'sign_in',
  fields: {
    ...{ userId: 'person', expiresAt: 'expires_at', ipAddress: 'network_address' },
    ...{ userAgent: 'user_agent', ...stamps },
  },
} as const

export const WAY_IN_TABLE = {
  modelName: 'way_in',
  fields: {
    ...{ userId: 'person', providerId: 'provider', accountId: 'subject' },
    ...{ accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token' },
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...stamps,
  },
} as const

export const PROOF_TABLE = {
  modelName: 'proof',
  fields: { expiresAt: 'expires_at', ...stamps },
} as const

export const PASSKEY_TABLE = {
  passkey: {
    modelName: 'passkey',
    fields: {
      ...{ userId: 'person', publicKey: 'public_key', credentialID: 'credential' },
      ...{ deviceType: 'device_type', backedUp: 'backed_up', createdAt: 'created_at' },
    },
  },
} as const
