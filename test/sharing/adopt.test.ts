import { afterEach, beforeEach, expect, test } from 'vitest'
import { adoptSharing } from '../../server/sharing/adopt.ts'
import { deleteSharing, ownedOnlyBy } from '../../server/sharing/adopt-store.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { sharingSchema } from '../../shared/sharing/sharing.ts'
import { Stage } from './stage.ts'

let stage: Stage
let ann: Asker
let bo: Asker
let guest: Asker

beforeEach(async () => {
  stage = await Stage.opens()
  ann = await stage.member('ann')
  bo = await stage.member('bo')
  guest = await stage.guest('guest')
})
afterEach(() => stage.closes())

const may = (who: Asker, id: string) => stage.access.roleOf(who, id)
const grantees = async (id: string) => {
  const { grants } = sharingSchema.parse(await stage.sharing.state(ann, id))
  return grants.map(({ grantee, role }) => `${grantee} ${role}`)
}

test('[SH17] what a guest was given, gave and asked for goes along; the stronger stays', async () => {
  const [one, two, three] = [await stage.makes(ann), await stage.makes(ann), await stage.makes(ann)]
  await stage.gives(ann, one, guest, 'write')
  await stage.gives(ann, one, bo, 'read')
  await stage.gives(ann, two, guest, 'read')
  await stage.gives(ann, two, bo, 'own')
  const { token } = await stage.makesLink(ann, three, { role: 'comment' })
  await stage.enters(guest, three, token)
  await stage.enters(bo, three, token)
  await stage.requests.ask(guest, three, 'more', '10.0.0.1')
  await stage.db.transaction().execute((trx) => adoptSharing(trx, 'guest', 'bo'))
  expect([await may(bo, one), await may(bo, two), await may(bo, three)]).toEqual([
    ...['write', 'own', 'comment'],
  ])
  for (const id of [one, two, three]) expect(await may(guest, id)).toBeNull()
  expect([await grantees(one), await grantees(two)]).toEqual([
    ['ann own', 'bo write'],
    ['ann own', 'bo own'],
  ])
  const { requests } = sharingSchema.parse(await stage.sharing.state(ann, three))
  expect(requests.map(({ person }) => person)).toEqual(['bo'])
})

test('[SH17] who leaves for good leaves nothing behind; what they alone own is known before', async () => {
  const [one, two] = [await stage.makes(ann), await stage.makes(ann)]
  await stage.gives(ann, one, bo, 'own')
  await stage.gives(ann, two, bo, 'write')
  expect(await ownedOnlyBy(stage.db, 'ann')).toEqual([two])
  expect(await ownedOnlyBy(stage.db, 'bo')).toEqual([])
  const { token } = await stage.makesLink(ann, one)
  await stage.enters(bo, one, token)
  await stage.db.transaction().execute((trx) => deleteSharing(trx, 'bo'))
  expect([await may(bo, one), await may(bo, two)]).toEqual([null, null])
  expect(await grantees(one)).toEqual(['ann own'])
  expect(await ownedOnlyBy(stage.db, 'ann')).toEqual([one, two].sort())
})
