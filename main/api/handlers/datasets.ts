import { missingFiles, storedDataSets } from '../datasets'
import type { Context, TopicHandlers } from './context'

export const dataSetHandlers = ({ workbench, writable, dataUploads, emit }: Context): TopicHandlers<'datasets'> => ({
  'datasets.list': () => ({
    datasets: storedDataSets(workbench).map(({ name, explanation, present }) =>
      ({ name, explanation, present, missing: missingFiles(workbench, name) }))
  }),
  'datasets.download': async ({ dataset }) => {
    await writable().downloads.download(dataset, (progress) =>
      emit({ type: 'dataset-progress', dataset, ...progress }))
    return {}
  },
  'datasets.stop': ({ dataset }) => {
    writable().downloads.stop(dataset)
    return {}
  },
  'datasets.begin': ({ dataset, files }) => ({ upload: dataUploads.begin(dataset, files) }),
  'datasets.write': ({ upload, file, offset, data }) => {
    dataUploads.write(upload, file, offset, Buffer.from(data, 'base64'))
    return {}
  },
  'datasets.add': async ({ upload }) => {
    await dataUploads.add(upload)
    return {}
  },
  'datasets.discard': ({ upload }) => {
    dataUploads.discard(upload)
    return {}
  }
})
