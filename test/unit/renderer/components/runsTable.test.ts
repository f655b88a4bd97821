// @vitest-environment happy-dom
/** The table of runs: what of a long list is there, how it is sorted and grouped, and what its rows ask for. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { RunListEntry } from '../../../../preload/contract'
import { explain } from '../../../../renderer/components/explain'
import { rows } from '../../../../renderer/components/rows'
import type { Grouping } from '../../../../renderer/figures/runGroups'
import { newestFirst } from '../../../../renderer/figures/runList'
import { useChosenRuns } from '../../../../renderer/stores/chosenRuns'
import { useRunColumns } from '../../../../renderer/stores/runColumns'
import { useRuns } from '../../../../renderer/stores/runs'
import { installTransport } from '../../../../renderer/transport/client'
import RunsTable from '../../../../renderer/views/runs/RunsTable.vue'
import { scriptedTransport, type ScriptedTransport } from '../../../fixtures/scripted-transport'
import { unmountAfterEach } from '../../../fixtures/unmounting'
import { summary } from '../records'

let service: ScriptedTransport
beforeEach(() => {
  window.localStorage.clear()
  setActivePinia(createPinia())
  service = scriptedTransport()
  installTransport(service)
})
unmountAfterEach()

const run = (second: number, part = {}): RunListEntry => {
  const id = `20260101-0000${String(second).padStart(2, '0')}-aaaa`
  const key = String(second).padStart(32, '0')
  return { ...summary({ status: 'finished', ...part }), id, name: `run ${second}`, key }
}
const router = createRouter({
  history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<div />' } }]
})

function table(entries: readonly RunListEntry[], grouping: Grouping = 'none'): VueWrapper {
  useRuns().byId = new Map(entries.map((entry) => [entry.id, entry]))
  return mount(RunsTable, {
    props: { entries, grouping, order: newestFirst },
    global: { plugins: [router], directives: { explain, rows } }, attachTo: document.body
  })
}

const names = (wrapper: VueWrapper): string[] => wrapper.findAll('a.name').map((name) => name.text())

describe('the table of runs', () => {
  it('has rows of what is in view alone, and says how many there are', () => {
    const many = table(Array.from({ length: 60 }, (_, second) => run(second)))
    expect(many.get('table').attributes('aria-rowcount')).toBe('61')
    expect(names(many)[0]).toBe('run 0')
    expect(names(many).length).toBeLessThan(40)
    expect(many.get('.spacer td').attributes('style')).toMatch(/height: \d+px/)
  })

  it('shows the columns that were chosen, and sorts by them', async () => {
    useRunColumns().choose(['name', 'error', 'seed'])
    const two = table([run(1, { testError: 0.125, seed: 7 }), run(2, { testError: null, seed: 8 })])
    expect(two.findAll('thead button').map((button) => button.text())).toEqual(['Name', 'Test error', 'Seed'])
    expect(two.findAll('tr.row').map((row) => row.findAll('td.number').map((cell) => cell.text())))
      .toEqual([['12.50 %', '7'], ['–', '8']])
    await two.findAll('thead button')[1]?.trigger('click')
    expect(two.emitted('update:order')).toEqual([[{ key: 'error', ascending: true }]])
  })

  it('has a head for each group with mean and deviation, which folds its runs', async () => {
    const grouped = table([
      run(1, { method: 'sgd', testError: 0.1 }), run(2, { method: 'sgd', testError: 0.2 }),
      run(3, { method: 'i-alternation', testError: 0.3 })
    ], 'method')
    const heads = grouped.findAll('[data-testid=run-group]')
    expect(heads.map((head) => head.text().replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringContaining('SGD2 runs test error 15.00 ± 7.07 %, n = 2'),
      expect.stringContaining('I-alternation1 run test error 30.00 %')
    ])
    await heads[0]?.get('button').trigger('click')
    expect(names(grouped)).toEqual(['run 3'])
  })

  it('marks a finished run that a newer one repeats', () => {
    const [older, newer] = [run(1, { finishedAt: '2026-01-01T00:01:00.000Z' }), run(1, {
      finishedAt: '2026-01-01T00:02:00.000Z'
    })]
    const both = table([{ ...newer, id: '20260101-000009-aaaa', name: 'newer' } as RunListEntry, older])
    expect(both.findAll('tr.row').map((row) => row.find('.duplicate').exists())).toEqual([false, true])
  })

  it('chooses, pins and deletes by its rows, a damaged one too', async () => {
    const damaged: RunListEntry = {
      state: 'damaged', id: '20260101-000008-aaaa', reason: 'It is cut off.', fileBytes: 10
    }
    const mixed = table([run(1), damaged])
    expect(mixed.text()).toContain('It is cut off.')
    for (const box of mixed.findAll('.choose')) await box.trigger('click')
    expect([...useChosenRuns().ids].sort()).toEqual(['20260101-000001-aaaa', '20260101-000008-aaaa'])
    await mixed.get('.pin').trigger('click')
    expect(service.open.at(-1)).toMatchObject({ method: 'runs.annotate', request: { change: { pinned: true } } })
    for (const remove of mixed.findAll('.remove')) await remove.trigger('click')
    expect(mixed.emitted('remove')).toHaveLength(2)
  })
})
