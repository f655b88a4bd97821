/** Where the bits of a layer lie in an example's mask, as a file says: nothing is read that lies elsewhere. */
import { describe, expect, it } from 'vitest'
import { readDetail } from '../../../db/details'
import { readSupportLayers } from '../../../db/runs'
import { beginRun, reading, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

describe('the support layers of a file', () => {
  const run = beginRun(temporaryFolder())
  run.recorder.end('finished', null)

  it('lie one behind the other', () => {
    const layers = reading(run.path, readSupportLayers)
    expect(layers.map(({ units, byteOffset, byteLength }) => [units, byteOffset, byteLength]))
      .toEqual([[75, 0, 10], [36, 10, 5]])
  })

  it.each([
    'byte_offset = 1010', 'byte_offset = 9', 'byte_offset = -1', 'byte_length = 6', 'units = 37', "shape = '[3,3,5]'"
  ])('are refused where one has %s', (change) => {
    writing(run.path, (database) => { database.exec(`UPDATE support_layers SET ${change} WHERE position = 1`) })
    expect(() => reading(run.path, readSupportLayers)).toThrow('do not lie one behind the other')
    expect(() => reading(run.path, (database) => readDetail(database, 0))).toThrow()
    writing(run.path, (database) => {
      database.exec(
        "UPDATE support_layers SET byte_offset = 10, byte_length = 5, units = 36, shape = '[3,3,4]' WHERE position = 1"
      )
    })
    expect(reading(run.path, readSupportLayers)).toHaveLength(2)
  })
})
