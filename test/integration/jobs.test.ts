/** Jobs that only tell their starter something end with it, however it ends, and leave nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunStore } from '../../db/store'
import { readRuleEvaluations } from '../../db/rule-evaluations'
import { processExists } from '../../main/files/process-exists'
import { printed, start } from '../fixtures/command-line'
import { fewDigits, storeOfFewDigits } from '../fixtures/few-digits'
import { Page, serve } from '../fixtures/served'
import { reading } from '../fixtures/small-run'
import { until } from '../fixtures/until'

/** The process that carries out a job of the run, by its name in the system's list. */
const processOf = (job: string): Promise<number> => until(() => readdirSync('/proc').map(Number).find((id) => {
  try {
    return id > 0 && readFileSync(`/proc/${id}/cmdline`, 'utf8').startsWith(`maskscope ${job}`)
  } catch {
    // It has ended meanwhile.
    return false
  }
}), 5)

const ticket = '0123456789abcdef'.repeat(2)

describe.runIf(process.platform === 'linux')('an evaluation', () => {
  const store = new RunStore(storeOfFewDigits())
  let id = ''
  beforeAll(async () => {
    await printed(store.path, 'train', '--method', 'sgd', ...fewDigits, '--epochs', '1')
    id = store.ids()[0]
  })

  it.each(['SIGINT', 'SIGKILL'] as const)('whose command ends by %s ends with it', async (signal) => {
    const { child, finished } = start(store.path, 'evaluate', id, '--rule', 'energy', '--beta', '1')
    const job = await processOf(`evaluate ${id}`)
    // As in a step that takes long.
    process.kill(job, 'SIGSTOP')
    child.kill(signal)
    await finished
    process.kill(job, 'SIGCONT')
    await until(() => !processExists(job))
    expect(reading(store.runPath(id), (database) => readRuleEvaluations(database, 'final'))).toEqual([])
    expect(readdirSync(store.runsFolder)).toEqual([`${id}.maskrun`])
  })

  it('of a page is stopped by it, and ends with a server that is killed', async () => {
    const served = await serve(store.path)
    const page = await Page.open(served)
    const stopped = async (): Promise<number> => {
      const job = await processOf(`evaluate ${id}`)
      process.kill(job, 'SIGSTOP')
      return job
    }
    const wanted = { id, at: 'final', rules: [], sweep: [] }
    const first = page.reply('evaluation.run', wanted, ticket)
    const job = await stopped()
    await page.call('calls.stop', { ticket })
    expect(await first).toMatchObject({ outcome: 'stopped' })
    await until(() => !processExists(job))

    void page.reply('evaluation.run', wanted)
    const left = await stopped()
    page.socket.on('error', () => undefined)
    await served.end('SIGKILL')
    process.kill(left, 'SIGCONT')
    await until(() => !processExists(left))
    expect(reading(store.runPath(id), (database) => readRuleEvaluations(database, 'final'))).toEqual([])
  })

  it('goes on when its page goes, for it is the store’s; an export, which is the page’s, ends', async () => {
    const served = await serve(store.path)
    const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('maskscope-export-'))
    const before = left()
    const page = await Page.open(served)
    void page.reply('evaluation.run', { id, at: 'final', rules: [], sweep: [] })
    void page.reply('exports.make', { id, at: 'final', format: 'onnx', compact: false })
    const [evaluation, exporting] = [await processOf(`evaluate ${id}`), await processOf(`export ${id}`)]
    process.kill(exporting, 'SIGSTOP')
    page.socket.close()
    await until(() => !processExists(exporting))
    await until(() => left().length === before.length)
    await until(() => !processExists(evaluation))
    expect(reading(store.runPath(id), (database) => readRuleEvaluations(database, 'final'))).toHaveLength(2)
    await served.end()
  })
})
