/** Kills processes that record a run, once they have begun, at random moments; and again while they go on with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../main/engine/random'
import { judgeRun, type Expected } from './judge'
import { runId, storeIn } from './scripted-run'
import type { Tally } from './tally'
import { reference } from './works/recording'

/** A process takes half a second for them, so that most kills hit it while it writes. */
const epochs = 60
const mostKills = 3

/**
 * @param program the built scripted-writer.ts
 * @param isOver asked before each
 * @returns how many kills hit
 */
export async function kills(
  program: string, stream: Random, isOver: (tried: number) => boolean, tally: Tally
): Promise<number> {
  const contents = reference(epochs)
  let hits = 0
  let longest = 500
  while (!isOver(tally.tried)) {
    const folder = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
    let saved = 0
    const wanted = 1 + Math.floor(stream.uniform() * mostKills)
    for (let kill = 0; kill < wanted; kill++) {
      const told = await killed(program, folder, stream.uniform() * longest)
      saved = Math.max(saved, told.saved)
      if (told.hit) hits += 1
      // It was faster than had been thought.
      else longest = Math.max(50, told.milliseconds)
      if (!told.hit) break
    }
    const expected: Expected = { epochs, saved, contents }
    tally.add(`killed ${wanted} times, iteration ${saved} saved`, judgeRun(storeIn(folder), expected))
    rmSync(folder, { recursive: true, force: true })
  }
  return hits
}

/** The last iteration whose state the process said to be saved; whether it was killed before its end. */
async function killed(
  program: string, folder: string, delay: number
): Promise<{ saved: number; hit: boolean; milliseconds: number }> {
  const how = existsSync(storeIn(folder).runPath(runId)) ? 'on' : 'anew'
  const given = [program, folder, String(epochs), how]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  let heard = ''
  child.stdout.on('data', (chunk: Buffer) => { heard += String(chunk) })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  const began = performance.now()
  await Promise.race([wait(delay), closed])
  child.kill('SIGKILL')
  const [, signal] = await closed as [number | null, NodeJS.Signals | null]
  const lines = heard.slice(0, heard.lastIndexOf('\n') + 1).trim().split('\n')
  return {
    saved: Number(lines.at(-1) ?? 0), hit: signal === 'SIGKILL', milliseconds: performance.now() - began
  }
}
