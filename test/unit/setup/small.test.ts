import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../scripts/launch/arguments.mjs'
import { lastLine } from '../../../scripts/setup/fault.mjs'
import { isNeeded } from '../../../scripts/setup/native-wheels.mjs'
import { isInstalled } from '../../../scripts/setup/node-packages.mjs'
import { isNewEnough } from '../../../scripts/setup/own-node.mjs'
import { mebibytes, share } from '../../../scripts/setup/progress.mjs'
import { judge, lastLineOf, sum, withExit } from '../../../scripts/test/outcome.mjs'

describe('what npm installed', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '2.0.0', optional: true }
  }

  it('is the lock file\'s when versions and hashes agree; another platform\'s packages may be absent', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } })).toBe(true)
  })
  it('is not when a package is missing, older, or another one', () => {
    expect(isInstalled(wanted, {})).toBe(false)
    expect(isInstalled(wanted, { 'node_modules/a': { version: '0.9.0', integrity: 'x' } })).toBe(false)
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'y' } })).toBe(false)
    expect(isInstalled(wanted, null)).toBe(false)
  })
})

describe('progress', () => {
  it('is a share of a known whole, or what is there so far', () => {
    expect(share(78_000_000, 230_000_000)).toBe('33 % of 219 MiB')
    expect(share(2_340_000, 0)).toBe('2.2 MiB')
    expect(share(300, 200)).toBe('100 % of 0.0 MiB')
    expect(mebibytes(9_999_999)).toBe('9.5 MiB')
    expect(mebibytes(10 * 2 ** 20)).toBe('10 MiB')
  })
})

describe('the reason of a program that failed', () => {
  it('is its last line without prefix and full stop', () => {
    expect(lastLine('collecting\nERROR: No matching distribution found.\n\n')).toBe('No matching distribution found')
    expect(lastLine('')).toBe('it said nothing')
  })
})

describe('arguments of npm start', () => {
  it('are passed on', () => {
    expect(readArguments(['/a.maskrun', '--store', 'runs', '--port', '0'])).toEqual({
      store: ['--store', 'runs'],
      port: ['--port', '0'],
      file: ['/a.maskrun']
    })
    expect(readArguments([])).toEqual({ store: [], port: [], file: [] })
  })
  it('are refused in a sentence when they are not known', () => {
    for (const given of [['--stroe', 'runs'], ['a.maskrun', 'b.maskrun']])
      expect(readArguments(given)).toEqual({
        fault: expect.stringContaining('it takes a run file, --store FOLDER and --port NUMBER') as string
      })
  })
})

describe('Node', () => {
  it.each([
    ['22.12.0', true],
    ['24.0.0', true],
    ['22.11.0', false],
    ['20.20.2', false]
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })
})

describe('of a wheel', () => {
  it('only libraries and headers are kept', () => {
    expect(isNeeded('tensorflow/libtensorflow_cc.so.2')).toBe(true)
    expect(isNeeded('tensorflow/include/tsl/platform/status.h')).toBe(true)
    expect(isNeeded('nvidia/cudnn/lib/libcudnn.so.9')).toBe(true)
    expect(isNeeded('tensorflow/include/external/a.h')).toBe(false)
    expect(isNeeded('tensorflow/python/a.py')).toBe(false)
  })
})

describe('the last line of npm test', () => {
  it('adds up, and names skips only when there are some', () => {
    const counts = sum([{ passed: 2, failed: 0, skipped: 1 }, { passed: 1, failed: 1, skipped: 0 }])
    expect(lastLineOf(counts)).toBe('3 passed, 1 failed, 1 skipped')
    expect(lastLineOf(judge(counts, true))).toBe('3 passed, 2 failed')
  })
  it('counts a run that fails without a failed test', () => {
    expect(withExit({ passed: 5, failed: 0, skipped: 0 }, false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })
})
