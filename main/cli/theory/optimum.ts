/** `maskscope theory optimum RUN`: how far a run's last two layers are from the best that its masks allow. */
import type { Command } from 'commander'
import { elementOf } from '../../../preload/schema/element'
import { Failure } from '../../../preload/schema/failure'
import { count, loss, percentWithUnit, plain, plural, secondsWithUnit } from '../../../preload/schema/format'
import { gapOf, solvedGap, usualBeta, type LastLayersReading } from '../../../preload/schema/last-layers'
import { lastLayers } from '../../api/linear'
import { onRun } from '../run-options'
import { table } from '../terminal'
import { fittedExamples, tellOnRun, withOnRunOptions, type OnRun, type OnRunOptions } from './on-run'

interface Options extends OnRunOptions { beta: string }

const optimum: OnRun<Options, LastLayersReading> = {
  name: 'optimum',
  examples: fittedExamples(1),
  ask: (workbench, asked, options, tell) => lastLayers(workbench, { ...asked, beta: betaFrom(options) }, tell),
  textOf
}

export function addOptimum(theory: Command): void {
  withOnRunOptions(theory.command('optimum <run>'), optimum.examples)
    .description(
      'of a run’s last two layers: the best weights that its stored masks allow, proved by a dual bound, and what ' +
        'steps towards them do to the ReLU network'
    )
    .option('--beta <number>', 'β of the penalty β Σ ‖w_c‖ ‖a_c‖ beside the mean cross-entropy', String(usualBeta))
    .option('--json', 'as JSON')
    .action(onRun(tellOnRun(optimum)))
}

function betaFrom({ beta }: Options): number {
  const given = Number(beta)
  if (given > 0 && given <= 1) return given
  throw new Failure(`--beta takes a number above 0 and up to 1, not "${beta.slice(0, 40)}".`)
}

function textOf(found: LastLayersReading): string {
  const { snapshot, hidden, support, classifier, channels, examples, testExamples, beta, optimum, steps } = found
  const [stored, best] = [elementOf(steps, 0), elementOf(optimum, optimum.length - 1)]
  const gap = gapOf(best)
  return [
    `snapshot ${snapshot}: "${hidden}", the support "${support}" (${plural(channels, 'channel')}) and ` +
      `"${classifier}"; ${plural(examples, 'training example')}, β ${plain(beta)}, ` +
      `${count(testExamples)} to test on; ${secondsWithUnit(found.seconds)}`,
    `objective as stored ${loss(stored.objective)}; the best under these masks is between ${loss(best.bound)} and ` +
      `${loss(best.objective)} (${gap <= solvedGap ? '' : 'not '}solved: gap ${percentWithUnit(gap, 3)})`,
    `test error of the optimum, gated by the stored weights: ${percentWithUnit(found.optimumTestError)}`,
    table(
      ['iterations', 'seconds', 'objective', 'bound', 'certificate', 'training error', 'rank'],
      optimum.map((one) => [
        count(one.iterations), one.seconds.toFixed(1), loss(one.objective), loss(one.bound), one.violation.toFixed(3),
        percentWithUnit(one.error), one.rank.toFixed(2)
      ])
    ),
    table(
      ['steps of rank 1', 'objective', 'gated test error', 'test error as a ReLU network', 'drift of the support'],
      steps.map((step) => [
        count(step.steps), loss(step.objective), percentWithUnit(step.gatedError), percentWithUnit(step.reluError),
        percentWithUnit(step.drift)
      ])
    )
  ].join('\n\n')
}
