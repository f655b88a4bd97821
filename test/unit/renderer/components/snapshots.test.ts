// @vitest-environment happy-dom
/** The dialog that takes the masks of a checkpoint: what it offers, and what it says when it is refused. */
import { rmSync } from 'node:fs'
import { mount, type VueWrapper } from '@vue/test-utils'
import { NSelect } from 'naive-ui'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunDetail } from '../../../../preload/contract'
import { useOpenRun } from '../../../../renderer/stores/openRun'
import { installTransport } from '../../../../renderer/transport/client'
import TakeSnapshot from '../../../../renderer/views/run/TakeSnapshot.vue'
import { sessionPage, type SessionPage } from '../../../fixtures/session-page'
import { alternationStart, beginRun, recordSnapshot, stateAt, type SmallRun } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'
import { until } from '../../../fixtures/until'
import { unmountAfterEach } from '../../../fixtures/unmounting'

let page: SessionPage
let run: SmallRun
beforeEach(() => {
  const storePath = temporaryFolder()
  run = beginRun(storePath, { trainExamples: 1000 })
  page = sessionPage(storePath)
  installTransport(page.transport)
  setActivePinia(createPinia())
})
afterEach(() => { page.close() })
unmountAfterEach()

const checkpoint = (name: string, epoch: number): void =>
  run.recorder.checkpoint(name, { epoch, iteration: epoch * 10 }, stateAt(epoch, epoch * 10).network.weights)

async function opened(): Promise<RunDetail> {
  await useOpenRun().open(run.id)
  return useOpenRun().detail!
}

/** Two alternations, whose masks are there for 300 of the 1,000 examples, and the end, whose are not. */
async function dialog(): Promise<VueWrapper> {
  for (const index of [1, 2]) {
    checkpoint(`alternation-${index}`, index)
    recordSnapshot(run.recorder, alternationStart(index, 300))
  }
  checkpoint('final', 3)
  run.recorder.end('finished', null)
  const button = mount(TakeSnapshot, {
    props: { detail: await opened(), label: 'Take masks' }, attachTo: document.body
  })
  await button.get('button').trigger('click')
  await until(() => document.querySelector('[data-testid=start-snapshot]'))
  return button
}

const offered = (wrapper: VueWrapper): unknown[] =>
  (wrapper.findComponent(NSelect).props('options') ?? []).map(({ label }) => label)
const buttonOf = (text: string): HTMLButtonElement =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text) as HTMLButtonElement

describe('the dialog that takes masks', () => {
  it('offers the checkpoints whose masks are not there for as many examples, the newest first', async () => {
    const button = await dialog()
    // Epochs of 10 iterations, where 1,000 examples have 16 batches of 64.
    expect(offered(button)).toEqual([
      'Final', 'Alternation 2 · epoch 2 (iteration 20)', 'Alternation 1 · epoch 1 (iteration 10)'
    ])
    buttonOf('the first 256').click()
    await until(() => offered(button).length === 1)
    expect(offered(button)).toEqual(['Final'])
  })

  it('tells how much of the file they take: a bit per unit and example, rows of whole bytes', async () => {
    await dialog()
    // 75 and 36 units are 10 and 5 bytes.
    expect(document.body.textContent).toContain('Takes 14.6 KiB of the file')
    buttonOf('the first 256').click()
    await until(() => document.body.textContent.includes('Takes 3.75 KiB of the file'))
  })

  it('shows in place why it was refused, and can be asked again', async () => {
    const button = await dialog()
    rmSync(run.path)
    buttonOf('Take the masks').click()
    const refusal = await until(() => document.querySelector('[role=alert]'))
    expect(refusal.textContent).toContain(run.id)
    expect(buttonOf('Take the masks').disabled).toBe(false)
    expect(button.emitted('taken')).toBeUndefined()
  })

  it('is not opened while the run trains', async () => {
    const button = mount(TakeSnapshot, { props: { detail: await opened(), label: 'Take masks' } })
    expect(button.get('button').attributes('disabled')).toBeDefined()
    expect(button.get('button').attributes('title')).toBe('While it trains, the training alone writes the run’s file')
    run.recorder.end('finished', null)
  })
})
