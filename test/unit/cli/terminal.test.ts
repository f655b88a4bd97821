/** What people read in a terminal: tables, progress. */
import { describe, expect, it } from 'vitest'
import { checkpointFrom } from '../../../main/cli/evaluate'
import { ProgressBar } from '../../../main/cli/progress-bar'
import { table } from '../../../main/cli/terminal'
import { Writable } from 'node:stream'

describe('a table', () => {
  it('has columns as wide as their widest cell, figures to the right, and no blanks at the end of a line', () => {
    expect(table(['name', 'error'], [['short', '2.95 %'], ['the longest', '–']])).toBe([
      'name          error',
      'short        2.95 %',
      'the longest       –'
    ].join('\n'))
  })

  it('has negative and tiny figures, and what is not known, to the right as well', () => {
    expect(table(['x'], [['−0.20 %'], ['+4.09'], ['1.0e-5'], ['1,023 KiB'], ['–']])).toBe(
      ['        x', '  −0.20 %', '    +4.09', '   1.0e-5', '1,023 KiB', '        –'].join('\n')
    )
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
        '--at takes "start", "final", "last-good", "dense", "sparse", "snapshot-" and a number, ' +
          `or the number of an alternation, not "${text}".`
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
      '\r██████░░░░░░░░░░░░░░░░░░ 25 %   epoch 1.5   training (masked)   12,346 examples/s   1 min 15 s left\x1b[K'
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
