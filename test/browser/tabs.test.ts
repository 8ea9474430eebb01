import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

describeInBrowser('three tabs of one browser', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  async function threeTabs() {
    const id = await stage.document(ann, bo)
    const tabs = [ann, await ann.opensTab('ann 2'), await ann.opensTab('ann 3')] as const
    await Promise.all([tabs[1].opens(id), tabs[2].opens(id)])
    return { id, tabs }
  }

  test('agree online and offline, and all they wrote offline arrives once', async () => {
    const { id, tabs } = await threeTabs()
    const [one, two, three] = tabs
    await one.clicksPage()
    await one.types('one')
    await Promise.all([two.sees('one'), three.sees('one'), bo.sees('one')])

    await Promise.all(tabs.map((tab) => tab.cutsOff()))
    await two.clicksPage()
    await two.types(' two')
    await Promise.all([one.sees('one two'), three.sees('one two')])
    await three.clicksPage()
    await three.types(' three')
    await Promise.all(tabs.map((tab) => tab.sees('one two three')))
    await Promise.all(tabs.map((tab) => tab.isTold('on-this-device')))
    await bo.sees('one')

    await one.returns()
    await bo.sees('one two three')
    await Promise.all(tabs.map((tab) => tab.isTold('saved')))
    await stage.agrees(id, ...tabs, bo)
    await Promise.all([two.page.close(), three.page.close()])
  })

  test('the tab that wrote offline is killed: the others hold its words and send them', async () => {
    const { id, tabs } = await threeTabs()
    const [one, two, three] = tabs
    await one.clicksPage()
    await one.types('base')
    await Promise.all([bo.sees('base'), two.sees('base'), three.sees('base')])
    await Promise.all(tabs.map((tab) => tab.cutsOff()))
    await three.clicksPage()
    await three.types(' and last words')
    await three.isTold('on-this-device')
    await three.crashes()
    await Promise.all([one.sees('base and last words'), two.sees('base and last words')])
    await one.returns()
    await bo.sees('base and last words')
    await Promise.all([one.isTold('saved'), two.isTold('saved')])
    await stage.agrees(id, one, two, bo)
    await two.page.close()
  })

  test('the only tab is killed offline: the next one finds its words', async () => {
    const { id, tabs } = await threeTabs()
    const [one, two, three] = tabs
    await Promise.all([two.page.close(), three.page.close()])
    const lone = await one.opensTab('ann alone')
    await one.page.goto('about:blank')
    await lone.opens(id)
    await lone.clicksPage()
    await lone.types('alone')
    await bo.sees('alone')
    await lone.cutsOff()
    await lone.types(' in the dark')
    await lone.isTold('on-this-device')
    await lone.crashes()
    await ann.returns()
    await ann.opens(id)
    await Promise.all([ann.sees('alone in the dark'), bo.sees('alone in the dark')])
    await ann.isTold('saved')
    await stage.agrees(id, ann, bo)
  })
})
