/** Lays runs side by side: those of one configuration with different seeds are a group. */
import { setImmediate } from 'node:timers/promises'
import { readEvaluations } from '../../../db/checkpoints'
import { consistently, type ReadableDatabase } from '../../../db/database'
import { readEpochs, readTestCurve } from '../../../db/metrics'
import { readSecondsAt } from '../../../db/run-curves'
import { readRunRow, readSummary } from '../../../db/runs'
import { sentenceOf } from '../../../preload/schema/failure'
import type { ComparedGroup, ComparedRun, RunComparison } from '../../../preload/schema/run-comparison'
import { samplesOf } from '../../../preload/schema/run-comparison-samples'
import { testsOf } from '../../../preload/schema/statistics'
import { readRun } from '../store-reader'
import type { ReadableWorkbench } from '../workbench'
import { reachedIn } from './reached'
import { differing, settingsOf, type AskedSettings } from './settings'

interface Measured { run: Omit<ComparedRun, 'group'>; key: string; settings: AskedSettings }

/** In the order of `ids`; one that cannot be read hides no other. Lets others be answered between two runs. */
export async function compareRuns(
  { store }: Pick<ReadableWorkbench, 'store'>, ids: readonly string[]
): Promise<RunComparison> {
  const unreadable: RunComparison['unreadable'] = []
  const measured: Measured[] = []
  for (const id of new Set(ids)) {
    try {
      measured.push(readRun(store, id, (database) => consistently(database, () => measure(database))))
    } catch (error) {
      unreadable.push({ id, reason: sentenceOf(error) })
    }
    await setImmediate()
  }
  const groups = [...Map.groupBy(measured, ({ key }) => key).values()]
  const labels = differing(groups.map(([first]) => first?.settings ?? new Map()))
  return {
    settings: labels,
    groups: groups.map((members) => groupOf(members, labels)),
    runs: groups.flatMap((members, group) => members.map(({ run }) => ({ ...run, group }))),
    unreadable
  }
}

function measure(database: ReadableDatabase): Measured {
  const row = readRunRow(database)
  const { id, name, status, seed, group, sparsity, churn, maskTGap } = readSummary(database, 0, row)
  const epochs = readEpochs(database, 0)
  const last = epochs.at(-1)
  const tests = testsOf(epochs, readTestCurve(database, 0))
  const evaluated = readEvaluations(database, 0).evaluations.toSorted((one, other) => one.epoch - other.epoch).at(-1)
  const seconds = readSecondsAt(database)
  return {
    key: group,
    settings: settingsOf(row.configuration),
    run: {
      id, name, status, seed,
      final: {
        testError: last?.testError ?? evaluated?.relu.error ?? null,
        testLoss: last?.testLoss ?? evaluated?.relu.loss ?? null,
        trainError: last?.trainError ?? null,
        trainLoss: last?.trainLoss ?? null,
        maskTError: evaluated?.maskt.error ?? null,
        maskTGap,
        sparsity,
        churn,
        drift: last?.drift ?? null,
        seconds: last === undefined ? null : seconds(last.iterations)
      },
      reached: reachedIn(tests, seconds)
    }
  }
}

function groupOf(members: readonly Measured[], labels: readonly string[]): ComparedGroup {
  const asked = labels.map((label) => members[0]?.settings.get(label) ?? null)
  return {
    settings: asked.map((setting) => setting?.text ?? null),
    numbers: asked.map((setting) => setting?.number ?? null),
    ...samplesOf(members.map(({ run }) => run))
  }
}
