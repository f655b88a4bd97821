import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findingSchema } from '../../../preload/contract'
import { SetupFault } from '../../../scripts/setup/fault.mjs'
import { runSteps, type Step } from '../../../scripts/setup/run-steps.mjs'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'steps-')) })
afterEach(() => rmSync(folder, { recursive: true }))

function recorder(): { stream: NodeJS.WriteStream, text: () => string } {
  let text = ''
  const stream = new Writable({ write(chunk, _encoding, done) { text += String(chunk); done() } })
  return { stream: stream as NodeJS.WriteStream, text: () => text }
}

function step(part: string, options: Partial<Step> = {}): Step {
  let done = false
  return {
    part, essential: false, isDone: () => done,
    run: () => {
      done = true
      return Promise.resolve({ state: 'ok', found: `${part} is there`, advice: null })
    },
    ...options
  }
}

const impossible = (part: string, essential: boolean): Step =>
  step(part, { essential, run: () => Promise.reject(new SetupFault('It cannot be had.', 'Get it.')) })
const report = (): unknown =>
  z.array(findingSchema).parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')))

describe('the steps of set-up', () => {
  it('are said in a line each, and skipped when done already', async () => {
    const steps = [step('First'), step('Second')]
    const { stream, text } = recorder()
    expect(await runSteps(steps, { stream, quiet: false, folder })).toBe(true)
    expect(await runSteps(steps, { stream, quiet: false, folder })).toBe(true)
    expect(text()).toBe(
      '[1/2] First: First is there (0 s)\n[2/2] Second: Second is there (0 s)\n' +
      '[1/2] First: already done\n[2/2] Second: already done\n')
  })

  it('go on after one that cannot be done, and the report says so in the form of the contract', async () => {
    const { stream, text } = recorder()
    expect(await runSteps([impossible('First', false), step('Second')], { stream, quiet: false, folder })).toBe(true)
    expect(text()).toContain('[1/2] First: It cannot be had. Get it.\n')
    expect(report()).toEqual([
      { part: 'First', state: 'missing', found: 'It cannot be had.', advice: 'Get it.' },
      { part: 'Second', state: 'ok', found: 'Second is there', advice: null }
    ])
  })

  it('do not begin where their folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), 'precious')
    const { stream, text } = recorder()
    const below = join(folder, 'file', 'setup')
    expect(await runSteps([step('First')], { stream, quiet: false, folder: below })).toBe(false)
    expect(text()).toMatch(
      /^Set-up cannot write into .*setup \(EEXIST: .*\); check the rights of the project folder and start again\.\n$/
    )
  })

  it('stop after an essential one that cannot be done', async () => {
    const { stream } = recorder()
    const second = step('Second')
    expect(await runSteps([impossible('First', true), second], { stream, quiet: false, folder })).toBe(false)
    expect(second.isDone()).toBe(false)
  })

  it('are quiet for a command, which does not try again what is known to be missing', async () => {
    const steps = [impossible('First', false), step('Second')]
    await runSteps(steps, { stream: recorder().stream, quiet: false, folder })
    const { stream, text } = recorder()
    expect(await runSteps(steps, { stream, quiet: true, folder })).toBe(true)
    expect(text()).toBe('')
  })

  it('leave neither lock nor half-done files behind, even after a defect', async () => {
    const defect = step('First', { run: () => Promise.reject(new TypeError('a defect')) })
    await expect(runSteps([defect], { stream: recorder().stream, quiet: false, folder })).rejects.toThrow('a defect')
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    expect(existsSync(join(folder, 'temporary'))).toBe(false)
  })
})
