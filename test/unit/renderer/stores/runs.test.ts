// @vitest-environment happy-dom
/** The list and the open run on a real session: runs written by the real recorder, in this process. */
import { existsSync } from 'node:fs'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useApplication } from '../../../../renderer/stores/application'
import { useOpenRun } from '../../../../renderer/stores/openRun'
import { useRuns } from '../../../../renderer/stores/runs'
import { installTransport } from '../../../../renderer/transport/client'
import { sessionPage, type SessionPage } from '../../../fixtures/session-page'
import { beginRun, evaluationAt, recordAlternation, type SmallRun } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'
import { until } from '../../../fixtures/until'

let storePath: string
let page: SessionPage
let run: SmallRun
let running: SmallRun[]
beforeEach(() => {
  storePath = temporaryFolder()
  running = []
  run = begin()
  page = sessionPage(storePath)
  installTransport(page.transport)
  setActivePinia(createPinia())
})
afterEach(() => {
  page.close()
  for (const left of [...running]) end(left)
})

function begin(): SmallRun {
  const begun = beginRun(storePath)
  running.push(begun)
  return begun
}

function end(ended: SmallRun): void {
  ended.recorder.end('finished', null)
  running.splice(running.indexOf(ended), 1)
}

describe('the list of runs', () => {
  it('holds what the store holds, and which of them run', async () => {
    const runs = useRuns()
    expect(runs.loaded).toBe(false)
    await runs.load()
    expect(runs.loaded).toBe(true)
    expect(runs.entries.map(({ id }) => id)).toEqual([run.id])
    expect(runs.running.map(({ id }) => id)).toEqual([run.id])
  })

  it('hears of runs that come and go', async () => {
    const runs = useRuns()
    runs.begin()
    await until(() => runs.loaded)
    const another = begin()
    await until(() => runs.byId.get(another.id))
    end(another)
    await until(() => runs.running.length === 1)
    await runs.remove([another.id])
    expect(runs.byId.has(another.id)).toBe(false)
    expect(existsSync(another.path)).toBe(false)
  })

  it('shows a new name at once, and keeps the old one when it is refused', async () => {
    const runs = useRuns()
    end(run)
    await runs.load()
    await runs.annotate([run.id], { name: 'first try' })
    expect(runs.byId.get(run.id)).toMatchObject({ name: 'first try' })
    await expect(runs.annotate([run.id], { name: ' ' })).rejects.toThrow()
    expect(runs.byId.get(run.id)).toMatchObject({ name: 'first try' })
  })
})

describe('the open run', () => {
  it('grows by what its training writes', async () => {
    const opened = useOpenRun()
    opened.begin()
    await opened.open(run.id)
    expect(opened.detail?.snapshots).toEqual([])
    recordAlternation(run.recorder, 1, 20)
    const detail = await until(() => (opened.detail?.snapshots.length === 1 ? opened.detail : null))
    expect(detail.snapshots[0]).toMatchObject({ index: 1, examples: 20 })
  })

  it('is asked for once, however often a page opens it', async () => {
    const opened = useOpenRun()
    await opened.open(run.id)
    await opened.open(run.id)
    expect(page.asked.filter((method) => method === 'runs.detail')).toHaveLength(1)
  })

  it('that is not there is a sentence', async () => {
    const opened = useOpenRun()
    await opened.open('20200101-000000-none')
    expect(opened.detail).toBeNull()
    expect(opened.failure).toMatch(/20200101-000000-none/)
  })

  it('that is closed forgets what it knew, and is no longer followed', async () => {
    const opened = useOpenRun()
    await opened.open(run.id)
    opened.close()
    expect([opened.id, opened.detail, opened.failure]).toEqual([null, null, null])
    expect(page.asked.at(-1)).toBe('runs.unfollow')
  })

  it('takes an evaluation that a page asked for, of this run alone', async () => {
    const opened = useOpenRun()
    await opened.open(run.id)
    opened.addEvaluation('20200101-000000-none', evaluationAt('final', 0.1))
    expect(opened.detail?.evaluations).toEqual([])
    opened.addEvaluation(run.id, evaluationAt('final', 0.1))
    expect(opened.detail?.evaluations).toEqual([evaluationAt('final', 0.1)])
  })

  it('that is deleted while it is looked at says so', async () => {
    const opened = useOpenRun()
    const runs = useRuns()
    end(run)
    opened.begin()
    runs.begin()
    await until(() => runs.loaded)
    await opened.open(run.id)
    await runs.remove([run.id])
    await until(() => opened.gone)
  })
})

describe('the application', () => {
  it('knows who answers, and the starting points for a training', async () => {
    const application = useApplication()
    await application.loadAbout()
    expect(application.about?.storePath).toBe(storePath)
    const [once, twice] = await Promise.all([application.loadPresets(), application.loadPresets()])
    expect(once).toBe(twice)
    expect(application.presets[0].id).toBe('demo')
    expect(page.asked.filter((method) => method === 'training.presets')).toHaveLength(1)
  })
})
