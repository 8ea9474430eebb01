import { expect, test } from 'vitest'
import { returnPath, signInPath } from '../../client/accounts/return-path.ts'

const HERE = 'https://interline.example'

test('[CA8] one goes on to where one came from', () => {
  for (const path of ['/', '/d/1?x=1#words', '/account']) {
    expect(returnPath(path, HERE)).toBe(path)
    const there = new URL(signInPath(path), HERE).searchParams.get('to')
    expect(returnPath(there, HERE)).toBe(path)
  }
})

test('[CA8] and never to another site, nor round in a circle', () => {
  const elsewhere = [
    ...['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example'],
    ...['//evil.example/d/1', '/\\evil.example/account'],
    ...['javascript:alert(1)', 'evil', '', '/\n/evil.example', '/sign-in?to=/sign-in'],
  ]
  for (const path of elsewhere) expect(returnPath(path, HERE), JSON.stringify(path)).toBe('/')
  expect(returnPath(null, HERE)).toBe('/')
})
