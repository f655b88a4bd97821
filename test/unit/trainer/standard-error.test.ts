/** What a process writes to standard error can be read at both of its ends, and by nobody else. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import { StandardError } from '../../../main/trainer/standard-error'
import { temporaryFolder } from '../../fixtures/temporary'

/** A process that writes lines when it is told to, and says which of them it reads itself. */
function program(): string {
  const folder = temporaryFolder()
  const source = join(folder, 'source.ts')
  const module = join(process.cwd(), 'main', 'trainer', 'standard-error.ts')
  writeFileSync(source, `
    import { OwnStandardError } from ${JSON.stringify(module)}
    const own = new OwnStandardError()
    process.on('message', (text: string) => {
      process.stderr.write(text)
      process.send?.(own.newLines())
    })
  `)
  const outfile = join(folder, 'program.cjs')
  buildSync({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'cjs' })
  return outfile
}

it('is read by lines in the process, and its end by whoever started it', async () => {
  const words = new StandardError()
  const child = fork(program(), { stdio: ['ignore', 'ignore', words.file, 'ipc'] })
  const said = async (text: string): Promise<unknown> => {
    child.send(text)
    return (await once(child, 'message') as unknown[])[0]
  }
  expect(await said('one\ntwo\nthr')).toEqual(['one', 'two'])
  expect(await said('ee\n\n')).toEqual(['three'])
  expect(await said(`${'x'.repeat(5000)} the end`)).toEqual([])
  child.disconnect()
  await once(child, 'exit')
  const end = words.close()
  expect(end).toHaveLength(4000)
  expect(end).toMatch(/x the end$/)
  expect(words.close()).toBe('')
})

it('is not read where somebody else’s file or a pipe is in its place', async () => {
  const folder = temporaryFolder()
  for (const place of [openSync(join(folder, 'kept.txt'), 'a+'), 'ignore', 'pipe'] as const) {
    const child = fork(program(), { stdio: ['ignore', 'ignore', place, 'ipc'] })
    child.send('one\n')
    expect(await once(child, 'message')).toEqual([[], undefined])
    child.disconnect()
    await once(child, 'exit')
  }
})
