/** `maskscope theory solvers --run RUN`: SGD and solvers that use more, under the masks of a snapshot. */
import type { Command } from 'commander'
import { elementOf } from '../../../preload/schema/element'
import { Failure } from '../../../preload/schema/failure'
import { count, loss, percentWithUnit, plain, plural, secondsWithUnit } from '../../../preload/schema/format'
import {
  mostPasses, mostSolvedExamples, solversFrom, usualPasses, usualSolvedExamples, usualSolvers, type SolverCourse,
  type SolversReading
} from '../../../preload/schema/solvers'
import { solversOn } from '../../api/linear'
import { withRun } from '../common'
import { numberFrom } from '../run-options'
import { table } from '../terminal'
import { tellOnRun, withOnRunOptions, type OnRun, type OnRunOptions } from './on-run'
import { claimsTable } from './print'

interface Options extends OnRunOptions { run: string; passes: string; solver: string }

const solvers: OnRun<Options, SolversReading> = {
  name: 'solvers',
  examples: { least: 1, usual: usualSolvedExamples, most: mostSolvedExamples },
  ask: (workbench, asked, { passes, solver }, tell) =>
    solversOn(workbench, { ...asked, passes: passesFrom(passes), solvers: solversFrom(solver) }, tell),
  textOf
}

export function addSolvers(theory: Command): void {
  withOnRunOptions(theory.command('solvers').requiredOption('--run <run>', 'a stored run'), solvers.examples)
    .description(
      'of a run with its masks fixed: SGD, Adam, L-BFGS and Newton steps layer by layer, their masked loss, and what ' +
        'they do to the ReLU network'
    )
    .option('--passes <n>', `forward and backward runs over the examples, up to ${mostPasses}`, String(usualPasses))
    .option('--solver <list>', 'solvers with commas between them: sgd:RATE, adam:RATE, lbfgs, layerwise:DAMPING',
      usualSolvers)
    .option('--json', 'as JSON, with every point')
    .action((_options: unknown, command: Command) =>
      withRun<Options>(command, command.opts<Options>().run, tellOnRun(solvers)))
}

function passesFrom(passes: string): number {
  const given = numberFrom('passes', passes, 1)
  if (given <= mostPasses) return given
  throw new Failure(`--passes takes a number from 1 to ${mostPasses}, not "${passes}".`)
}

function textOf({ snapshot, examples, testExamples, passes, courses, claims, seconds }: SolversReading): string {
  const start = elementOf(elementOf(courses, 0).looks, 0)
  return [
    `snapshot ${snapshot}: ${plural(examples, 'training example')} with their masks fixed, ` +
      `${plural(passes, 'pass', 'passes')}, ${count(testExamples)} to test on; ${secondsWithUnit(seconds)}`,
    `start: masked loss ${loss(start.loss)}, ReLU loss ${loss(start.reluLoss)}, ReLU test error ` +
      `${percentWithUnit(start.testError)}, ${percentWithUnit(start.drift)} of the bits are not these weights’ own`,
    table(
      ['solver', 'passes', 'seconds', 'masked loss', 'half way', 'ReLU loss', 'ReLU test error', 'drift'],
      courses.map((course) => {
        const end = elementOf(course.looks, course.looks.length - 1)
        return [
          course.solver, plain(Number(end.passes.toFixed(1))), end.seconds.toFixed(1), figure(end.loss),
          figure(lossAfter(course, passes / 2)), figure(end.reluLoss), percentWithUnit(end.testError),
          percentWithUnit(end.drift)
        ]
      })
    ),
    claimsTable(claims)
  ].join('\n\n')
}

/** Losses of solvers are a thousandth of each other. */
const figure = (value: number): string => plain(Number(value.toPrecision(3)))

/** Of the last point up to there. */
function lossAfter({ points }: SolverCourse, passes: number): number {
  const before = points.filter((point) => point.passes <= passes)
  return elementOf(before, before.length - 1).loss
}
