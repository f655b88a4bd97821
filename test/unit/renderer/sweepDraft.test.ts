/** What is set up of a sweep is what the command line takes. */
import { describe, expect, it } from 'vitest'
import { sweepCommand } from '../../../main/api/sweep/command'
import { expandSweep } from '../../../main/api/sweep/expand'
import { sweepDefinitionSchema } from '../../../preload/contract'
import { definitionFrom, isFree, offeredSettings, usualSweep } from '../../../renderer/figures/sweepDraft'
import { alternationConfiguration, sgdConfiguration } from './records'

describe('the settings that are offered', () => {
  it('are those of the method, by their options', () => {
    const options = (configuration: typeof sgdConfiguration): string[] =>
      offeredSettings(configuration).map(({ value }) => value)
    expect(options(sgdConfiguration)).toEqual(expect.arrayContaining(['seed', 'lr', 'epochs', 'batch-size']))
    expect(options(sgdConfiguration)).not.toContain('gap')
    expect(options(alternationConfiguration)).toEqual(expect.arrayContaining(['gap', 'masked-lr']))
  })

  it('can each be varied once', () => {
    expect(isFree(usualSweep.rows, 0, 'seed')).toBe(true)
    expect(isFree([...usualSweep.rows, { option: null, how: 'every', values: '' }], 1, 'seed')).toBe(false)
  })
})

describe('a draft', () => {
  it('without a value is nothing', () => {
    expect(definitionFrom(sgdConfiguration, { ...usualSweep, rows: [{ option: 'seed', how: 'every', values: ' ' }] }))
      .toBeNull()
  })

  it('becomes a definition, which the command comes to as well', () => {
    const definition = definitionFrom({ ...sgdConfiguration, epochs: 3 }, {
      name: 'rates', draws: 2, rows: [
        { option: 'seed', how: 'every', values: '1..3' }, { option: 'lr', how: 'drawn', values: '0.001..0.1:log' },
        { option: null, how: 'every', values: '1' }
      ]
    })
    expect(definition).toMatchObject({
      name: 'rates', grid: { seed: '1..3' }, random: { draws: 2, seed: 1, ranges: { lr: '0.001..0.1:log' } }
    })
    const parsed = sweepDefinitionSchema.parse(definition)
    const { sweep } = expandSweep(parsed)
    expect(sweep.members).toHaveLength(6)
    expect(sweepCommand(parsed, sweep.id)).toEqual(expect.arrayContaining([
      'maskscope', 'sweep', '--grid', 'seed=1..3', '--random', '2', '--range', 'lr=0.001..0.1:log', '--method', 'sgd',
      '--epochs', '3'
    ]))
    expect(sweepCommand({ ...parsed, list: [{ gap: 1 }] }, sweep.id)).toBeNull()
  })
})
