/** `show --json`: a run as one object, for programs. */
import { alternationsOf } from '../../preload/schema/moments'
import type { RunDetail, SnapshotRecord } from '../../preload/schema/run'
import { runDetail } from './runs'
import type { ReadableWorkbench } from './workbench'

export function showRun(workbench: ReadableWorkbench, id: string) {
  return shown(runDetail(workbench, id).detail)
}

function shown({ summary, configuration, ...detail }: RunDetail) {
  const { id, name, status, failure, failureKind, method, dataset, network, seed, backend } = summary
  const { createdAt, finishedAt, maskBytes, fileBytes, missingLog } = summary
  return {
    id,
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
    parameters: detail.parameters,
    parametersInTraining: detail.parametersInTraining,
    trainExamples: detail.trainExamples,
    testExamples: detail.testExamples,
    maskBytes,
    fileBytes,
    missingLog,
    environment: detail.environment,
    layers: detail.layers,
    progress: detail.progress,
    testCurve: detail.testCurve,
    epochs: detail.epochs,
    alternations: alternationsOf(detail.snapshots).map(asAlternation),
    snapshots: detail.snapshots,
    evaluations: detail.evaluations,
    prunings: detail.prunings,
    sensitivity: detail.sensitivity
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
