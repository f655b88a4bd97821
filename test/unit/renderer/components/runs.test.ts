// @vitest-environment happy-dom
/** The components that change a run, on a real session and a run file on disk. */
import { existsSync } from 'node:fs'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunListEntry } from '../../../../preload/contract'
import ConfirmDelete from '../../../../renderer/components/ConfirmDelete.vue'
import InlineName from '../../../../renderer/components/InlineName.vue'
import { useRuns } from '../../../../renderer/stores/runs'
import { installTransport } from '../../../../renderer/transport/client'
import { sessionPage, type SessionPage } from '../../../fixtures/session-page'
import { beginRun, type SmallRun } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'
import { until } from '../../../fixtures/until'
import { unmountAfterEach } from '../../../fixtures/unmounting'

let page: SessionPage
let run: SmallRun
beforeEach(async () => {
  const storePath = temporaryFolder()
  run = beginRun(storePath)
  run.recorder.end('finished', null)
  page = sessionPage(storePath)
  installTransport(page.transport)
  setActivePinia(createPinia())
  await useRuns().load()
})
afterEach(() => { page.close() })
unmountAfterEach()

const entry = (): RunListEntry => useRuns().byId.get(run.id) as RunListEntry

describe('a name that is edited in place', () => {
  async function editing(): Promise<VueWrapper> {
    const name = mount(InlineName, { props: { id: run.id, name: 'a small run' }, attachTo: document.body })
    await name.get('button').trigger('click')
    return name
  }

  it('begins with the name there is, selected to be typed over', async () => {
    const input = (await editing()).get('input').element
    expect(input.value).toBe('a small run')
    expect([input.selectionStart, input.selectionEnd]).toEqual([0, 11])
  })

  it('is kept by Enter', async () => {
    const name = await editing()
    await name.get('input').setValue('first try')
    await name.get('input').trigger('keydown', { key: 'Enter' })
    await until(() => !name.find('input').exists())
    expect(entry()).toMatchObject({ name: 'first try' })
  })

  it('is left as it was by Escape', async () => {
    const name = await editing()
    await name.get('input').setValue('first try')
    await name.get('input').trigger('keydown', { key: 'Escape' })
    expect(name.find('input').exists()).toBe(false)
    expect(page.asked).not.toContain('runs.annotate')
  })

  it('that did not change asks for nothing', async () => {
    const name = await editing()
    await name.get('input').trigger('blur')
    await until(() => !name.find('input').exists())
    expect(page.asked).not.toContain('runs.annotate')
  })

  it('that is no name says so, and stays to be mended', async () => {
    const name = await editing()
    await name.get('input').setValue('   ')
    await name.get('input').trigger('keydown', { key: 'Enter' })
    expect(name.get('[role=alert]').text()).toBe('A name has 1 to 120 characters.')
    expect(name.get('input').attributes('aria-invalid')).toBe('true')
    expect(page.asked).not.toContain('runs.annotate')
  })
})

describe('the question before a run is deleted', () => {
  const asked = (shown: RunListEntry): VueWrapper =>
    mount(ConfirmDelete, { props: { entries: [shown] }, attachTo: document.body })
  const button = (text: RegExp): HTMLButtonElement =>
    [...document.querySelectorAll('button')].find(({ textContent }) => text.test(textContent)) as HTMLButtonElement

  it('names the run, and deletes its file when it is answered', async () => {
    const question = asked(entry())
    await until(() => document.body.textContent.includes('a small run'))
    expect(document.body.textContent).toContain(`I-alternation, ${run.id}, started 20`)
    button(/^Delete$/).click()
    await until(() => question.emitted('deleted'))
    expect(question.emitted('deleted')).toHaveLength(1)
    expect(question.emitted('close')).toHaveLength(1)
    expect(existsSync(run.path)).toBe(false)
  })

  it('shows in place why the service refuses, and keeps the run', async () => {
    const running = beginRun(run.store.path)
    await useRuns().load()
    const question = asked(useRuns().byId.get(running.id) as RunListEntry)
    await until(() => button(/^Delete$/))
    button(/^Delete$/).click()
    const refusal = await until(() => document.querySelector('[role=alert]'))
    expect(refusal.textContent).toContain(running.id)
    expect(question.emitted('deleted')).toBeUndefined()
    expect(existsSync(running.path)).toBe(true)
    running.recorder.end('finished', null)
  })
})
