/** Has cases tried in processes that it watches: none may end, hang, take too much, or write elsewhere. */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from './target'
import { mostTime, mostTimeUnderLoad, type Finding, type Task, type Told } from './task'

export interface Tally {
  tried: number
  accepted: number
  refused: number
  mostBytes: number
  /** Milliseconds of the case that took longest. */
  slowest: number
  findings: Finding[]
}

export const nothingTried = (): Tally => ({
  tried: 0, accepted: 0, refused: 0, mostBytes: 0, slowest: 0, findings: []
})

export function add(tally: Tally, other: Tally): void {
  tally.tried += other.tried
  tally.accepted += other.accepted
  tally.refused += other.refused
  tally.mostBytes = Math.max(tally.mostBytes, other.mostBytes)
  tally.slowest = Math.max(tally.slowest, other.slowest)
  tally.findings.push(...other.findings)
}

/** Milliseconds in which a process is ready for its first case, whatever else runs. */
const mostPreparation = 60_000

/** Milliseconds between two looks at the number of the case. */
const look = 250

/** How a process ended: it told so, its case took too long, or it was gone. */
interface Cut { kind: 'hung' | 'gone'; progress: Progress | null; how: string }
type End = { kind: 'told'; told: Extract<Told, { kind: 'ended' }> } | Cut

/** Findings after which a target's cases say nothing new. */
const mostFindings = 20

export class Watch {
  readonly #programs: string
  readonly #projectFolder: string
  readonly #target: Target

  /** @param programs where the built worker lies */
  constructor(programs: string, projectFolder: string, target: Target) {
    this.#programs = programs
    this.#projectFolder = projectFolder
    this.#target = target
  }

  /** All cases of the task, in as many processes as are needed. */
  async carryOut(task: Task, onCases: (count: number) => void = () => undefined): Promise<Tally> {
    const tally = nothingTried()
    for (let from = task.from; from < task.to && tally.findings.length < mostFindings;) {
      const { end, findings } = await this.#process({ ...task, from }, (count) => onCases(count))
      tally.findings.push(...findings)
      if (end.kind === 'told') {
        add(tally, { ...end.told, tried: end.told.next - from, findings: [] })
        from = end.told.next
        continue
      }
      const { progress, how } = end
      if (progress === null) {
        const faults = findings.map(({ fault }) => fault)
        throw new Error(`the cases of ${task.target} could not begin: ${[how, ...faults].join(' ')}`)
      }
      add(tally, { ...nothingTried(), ...progress, tried: progress.number + 1 - from })
      await this.#judgeEnd(task, progress.number, how, tally, findings.length > 0)
      from = progress.number + 1
    }
    return tally
  }

  /** What the product reads apart may cost the process here; it is tried as the product does it. */
  async #judgeEnd(task: Task, number: number, how: string, tally: Tally, isTold: boolean): Promise<void> {
    if (this.#target.isReadApart === true && !task.apart)
      return add(tally, { ...await this.carryOut({ ...task, from: number, to: number + 1, apart: true }), tried: 0 })
    if (!isTold) tally.findings.push({ target: task.target, number, fault: how, files: {} })
  }

  async #process(task: Task, onCases: (count: number) => void): Promise<{ end: End; findings: Finding[] }> {
    const outer = mkdtempSync(join(tmpdir(), 'maskscope-fuzz-'))
    const folder = join(outer, 'inside')
    mkdirSync(folder)
    const findings: Finding[] = []
    try {
      const child = this.#fork(task, folder)
      const end = await ended(child, folder, task.from, (finding) => findings.push(finding), onCases)
      const outside = readdirSync(outer).filter((name) => name !== 'inside')
      if (outside.length > 0)
        findings.push({
          target: task.target, number: task.from, fault: `${outside.join(', ')} was written outside`, files: {}
        })
      return { end, findings }
    } finally {
      rmSync(outer, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Node itself refuses it every write outside its folder, and other processes unless its cases need them. */
  #fork(task: Task, folder: string): ChildProcess {
    const mayStart = this.#target.startsProcesses === true ? ['--allow-child-process'] : []
    return fork(join(this.#programs, 'worker.js'), [JSON.stringify(task), folder, this.#projectFolder], {
      cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced',
      execArgv: [
        '--permission', '--allow-fs-read=*', `--allow-fs-write=${folder}`, '--allow-addons', '--allow-worker',
        ...mayStart, '--no-warnings'
      ],
      env: {
        PATH: process.env.PATH, HOME: join(folder, 'home'), TMPDIR: folder, MASKSCOPE_STORE: join(folder, 'store'),
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE
      }
    })
  }
}

/** Of processor time, as Linux counts it: hundredths of a second. */
const tick = 10

/** Milliseconds that a process has worked; for ever where that cannot be told, so that the time alone counts. */
function processorTimeOf(process: number | undefined): number {
  try {
    const [user, system] = readFileSync(`/proc/${process}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * tick
  } catch {
    return performance.now()
  }
}

/** The case that is tried, and what became of those before it. */
interface Progress { number: number; accepted: number; refused: number }

/** Null until the first case has begun. */
function progressIn(folder: string): Progress | null {
  try {
    const [number, accepted, refused] = readFileSync(join(folder, 'progress'), 'utf8').trim().split(' ').map(Number)
    if (number === undefined || accepted === undefined || refused === undefined) return null
    return { number, accepted, refused }
  } catch {
    return null
  }
}

function ended(
  child: ChildProcess, folder: string, first: number,
  onFinding: (finding: Finding) => void, onCases: (count: number) => void
): Promise<End> {
  return new Promise((resolve) => {
    let words = ''
    child.stderr?.on('data', (chunk: Buffer) => { words = (words + String(chunk)).slice(-2000) })
    let [last, since, worked] = [-1, performance.now(), 0]
    const timer = setInterval(() => {
      const progress = progressIn(folder)
      const number = progress?.number ?? null
      if (number !== null && number !== last) {
        onCases(number - Math.max(last, first))
        last = number
        since = performance.now()
        worked = processorTimeOf(child.pid)
      }
      const [passed, taken] = [performance.now() - since, processorTimeOf(child.pid) - worked]
      const isLate = Math.min(passed, taken) > mostTime || passed > mostTimeUnderLoad
      if (number === null ? passed < mostPreparation : !isLate) return
      settle({ kind: 'hung', progress, how: `it went on for more than ${mostTime / 1000} s` })
    }, look)
    const settle = (end: End): void => {
      clearInterval(timer)
      child.kill('SIGKILL')
      resolve(end)
    }
    child.on('message', (told: Told) => {
      if (told.kind === 'finding') onFinding(told.finding)
      else settle({ kind: 'told', told })
    })
    child.once('exit', (code, signal) => settle({
      kind: 'gone', progress: progressIn(folder),
      how: `the process ended by ${signal ?? `code ${code}`}: ${words.trim().split('\n').slice(-8).join(' | ')}`
    }))
  })
}
