/** A model of another program is read. */
import { createHash } from 'node:crypto'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { openModel } from '../../../main/import'
import { projectFolder } from '../../../scripts/setup/places.mjs'
import type { Work } from '../work'

/** @param file one of test/fixtures/models */
export function importing(file: string): Work {
  let right: string | null = null
  let found: string | null = null
  return {
    name: `import of ${file}`,
    prepare: (folder) => {
      copyFileSync(join(projectFolder, 'test', 'fixtures', 'models', file), join(folder, file))
      found = null
    },
    carryOut: async (folder) => {
      const { network, weights } = await openModel(join(folder, file)).read(null)
      const hash = createHash('sha256').update(JSON.stringify(network))
      for (const [name, values] of weights) hash.update(name).update(new Uint8Array(values.buffer.slice(0)))
      found = hash.digest('hex')
      right ??= found
    },
    judge: (_folder, error) => (error === null && found !== right ? 'another model was read' : null),
    // It writes nothing.
    afterPowerLoss: () => null
  }
}
