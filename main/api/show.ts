/** `show --json`: a run as one object, for programs. */
import { alternationsOf } from '../../preload/schema/moments'
import type { RunDetail, SnapshotRecord } from '../../preload/schema/run'
import { runDetail } from './runs'
import type { Workbench } from './workbench'

export function showRun(workbench: Workbench, id: string) {
  return shown(runDetail(workbench, id).detail)
}

function shown({
  summary,
  configuration,
  layers,
  parameters,
  parametersInTraining,
  environment,
  trainExamples,
  testExamples,
  progress,
  testCurve,
  epochs,
  snapshots,
  evaluations,
  prunings,
  sensitivity
}: RunDetail) {
  const {
    name,
    status,
    failure,
    failureKind,
    method,
    dataset,
    network,
    seed,
    backend,
    createdAt,
    finishedAt,
    maskBytes,
    fileBytes
  } = summary
  return {
    id: summary.id,
    name,
    status,
    failure,
    failureKind,
    method,
    dataset,
    network,
    seed,
    config: configuration,
    backend,
    createdAt,
    finishedAt,
    parameters,
    parametersInTraining,
    trainExamples,
    testExamples,
    maskBytes,
    fileBytes,
    environment,
    layers,
    progress,
    testCurve,
    epochs,
    alternations: alternationsOf(snapshots).map(asAlternation),
    snapshots,
    evaluations,
    prunings,
    sensitivity
  }
}

/** What programs have read of an alternation since before there were other snapshots; `index` counts alternations. */
function asAlternation({
  kind: _kind,
  alternation,
  checkpoint: _checkpoint,
  comparedWith: _comparedWith,
  comparedExamples: _comparedExamples,
  ...record
}: SnapshotRecord) {
  return { ...record, index: alternation ?? record.index }
}
