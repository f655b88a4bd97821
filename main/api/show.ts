/** `show --json`: a run as one object, for programs. */
import type { RunDetail } from '../../preload/schema/run'
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
  alternations,
  evaluations,
  prunings,
  sensitivity
}: RunDetail) {
  const {
    name, status, failure, method, dataset, network, seed, backend, createdAt, finishedAt, maskBytes, fileBytes
  } = summary
  return {
    id: summary.id,
    name,
    status,
    failure,
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
    alternations,
    evaluations,
    prunings,
    sensitivity
  }
}
