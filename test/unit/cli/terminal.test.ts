/** What people read in a terminal: numbers, tables, progress. */
import { describe, expect, it } from 'vitest'
import { checkpointFrom } from '../../../main/cli/evaluate'
import { ProgressBar } from '../../../main/cli/progress-bar'
import { bytes, duration, percent, table } from '../../../main/cli/terminal'
import { Writable } from 'node:stream'

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [9_996_000, '9.5 MiB'],
    [2.23e9, '2.1 GiB'],
    [1e16, '9094.9 TiB']
  ])('%d bytes are %s', (count, text) => {
    expect(bytes(count)).toBe(text)
  })

  it.each([
    [0, '0:00'],
    [59.4, '0:59'],
    [59.6, '1:00'],
    [75, '1:15'],
    [3599.9, '1:00:00'],
    [3700, '1:01:40'],
    [360_000, '100:00:00']
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  it.each([[0, '0.00 %'], [1, '100.00 %'], [0.0295, '2.95 %'], [null, '–']])('%d is %s', (fraction, text) => {
    expect(percent(fraction)).toBe(text)
  })
})

describe('a table', () => {
  it('has columns as wide as their widest cell, figures to the right, and no blanks at the end of a line', () => {
    expect(table(['name', 'error'], [['short', '2.95 %'], ['the longest', '–']])).toBe([
      'name          error',
      'short        2.95 %',
      'the longest       –'
    ].join('\n'))
  })

  it('leaves text to the left, also where a cell begins with a digit', () => {
    expect(table(['part', 'found'], [['Packages', '376 packages, Node 24.21.0'], ['Build', 'built in out']])).toBe([
      'part      found',
      'Packages  376 packages, Node 24.21.0',
      'Build     built in out'
    ].join('\n'))
  })

  it('of no rows is its headings', () => {
    expect(table(['a', 'b'], [])).toBe('a  b')
  })
})

describe('a checkpoint on the command line', () => {
  it.each([
    ['final', 'final'],
    ['3', 'alternation-3'],
    ['start', 'start'],
    ['snapshot-4', 'snapshot-4'],
    ['alternation-12', 'alternation-12']
  ])('%s means %s', (text, name) => {
    expect(checkpointFrom(text)).toBe(name)
  })

  it.each(['', '0', '-1', '1.5', 'last', '../final', 'alternation-', 'alternation-0', 'final '])(
    '%j means none',
    (text) => {
      expect(() => checkpointFrom(text)).toThrow(
        `--at takes "start", "final", "last-good", "dense", "sparse", "snapshot-" and a number, or the number of an alternation, not "${text}".`
      )
    }
  )
})

describe('the progress bar', () => {
  function drawnOn(terminal: boolean, columns: number): { bar: ProgressBar; text: () => string } {
    let written = ''
    const stream = new Writable({ write: (chunk, _encoding, done) => { written += String(chunk); done() } })
    return {
      bar: new ProgressBar(Object.assign(stream, { isTTY: terminal, columns }) as unknown as NodeJS.WriteStream),
      text: () => written
    }
  }
  const progress = {
    kind: 'progress' as const,
    progress: {
      activity: 'training' as const,
      phase: 'masked' as const,
      epoch: 1.5,
      iteration: 30,
      iterations: 120,
      examplesPerSecond: 12_345.6,
      secondsLeft: 75
    }
  }

  it('draws one line over and over on a terminal, never wider than it', () => {
    const { bar, text } = drawnOn(true, 200)
    bar.show(progress)
    expect(text()).toBe(
      '\r██████░░░░░░░░░░░░░░░░░░ 25 %   epoch 1.5   training (masked)   12,346 examples/s   1:15 left\x1b[K'
    )
    const narrow = drawnOn(true, 40)
    narrow.bar.show(progress)
    expect(narrow.text().replace('\r', '').replace('\x1b[K', '').length).toBeLessThanOrEqual(39)
  })

  it('writes nothing of it where there is no terminal', () => {
    const { bar, text } = drawnOn(false, 80)
    bar.show(progress)
    bar.clear()
    expect(text()).toBe('')
  })
})
