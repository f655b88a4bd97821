import { describe, expect, it } from 'vitest'
import { isRunFile, runFileIn, storeParameters } from '../../../main/desktop/arguments'

describe('the command line of the desktop shell', () => {
  it.each<[string[], string | null]>([
    [['electron', '/app', '--store', '/s', 'run.maskrun'], '/here/run.maskrun'],
    [['Maskscope', '/there/My run.MASKRUN'], '/there/My run.MASKRUN'],
    [['Maskscope', '../a.maskrun', 'b.maskrun'], '/a.maskrun'],
    [['electron', '/app', '--store', '/odd.maskrun'], null],
    [['electron', '/app', '--store', '/odd.maskrun', 'a.maskrun'], '/here/a.maskrun'],
    [['electron', '/app', '--file=a.maskrun'], null],
    [['electron', '/app', 'notes.txt'], null],
    [['electron', '/app'], null]
  ])('%j holds the run file %j', (parameters, path) => {
    expect(runFileIn(parameters, '/here')).toBe(path)
  })

  it('passes the store on', () => {
    expect(storeParameters(['electron', '/app', '--store', '/s', 'run.maskrun'])).toEqual(['--store', '/s'])
    expect(storeParameters(['electron', 'run.maskrun'])).toEqual([])
  })

  it('knows a run file by its name', () => {
    expect(['a.maskrun', 'A.MaskRun', '.maskrun'].map(isRunFile)).toEqual([true, true, true])
    expect(['a.maskrun.br', 'maskrun', ''].map(isRunFile)).toEqual([false, false, false])
  })
})
