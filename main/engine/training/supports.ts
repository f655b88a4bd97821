/** What support nodes do in each phase of a run, from its configuration. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { SupportKind } from '../executors/executor'
import { soonest, stagesOf, type Stage } from './stages'

/** The kinds of support that a run will train with, for which a graph is compiled. */
export function supportKinds(configuration: TrainingConfiguration): SupportKind[] {
  const relu: SupportKind = { mode: 'relu' }
  const special = stagesOf(configuration, soonest).filter(
    ({ phase, masks }) => phase === 'sparse' || masks.kind !== 'none'
  )
  return [relu, ...special.map((stage) => ({ ...kindIn(stage), pruned: stage.phase === 'sparse' }))]
}

function kindIn({ masks }: Stage): SupportKind {
  switch (masks.kind) {
    case 'none':
      return { mode: 'relu' }
    case 'stored':
      return {
        mode: 'masks',
        form: masks.settings.form,
        gate: masks.settings.gate,
        consistent: masks.settings.consistency > 0
      }
    case 'shared':
      return { mode: 'batch', form: masks.support.form, gate: masks.support.gate, rule: masks.support.rule }
  }
}
