import { quote } from '../../../../engine/apimachinery/quote.js';
import { isFailure } from '../../failure.js';
import { DATA_FLAGS, hashRefusal, readData, type DataKind } from './data.js';
import { createCommand, metadataIn } from './generated.js';

const configMapData = (name: string): DataKind => ({
  invalidKey: (key, problems) => `${quote(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`,
  duplicate: (key) =>
    `cannot add key ${quote(key)}, another key by that name already exists in Data for ConfigMap ${quote(name)}`,
  envDirectory: 'env config file cannot be a directory',
  literalsFirst: false,
});

/** `kubectl create configmap NAME --from-literal=a=b --from-file=…`. */
export const createConfigMap = createCommand({
  name: 'create configmap',
  aliases: ['create cm'],
  flags: DATA_FLAGS,
  refusal: 'failed to create configmap: ',
  *build(session, args, name) {
    const data = readData(session.invocation.files, args, configMapData(name));
    if (isFailure(data)) return data;
    const refused = hashRefusal(args);
    if (refused !== undefined) return refused;
    const filled = data.size === 0 ? {} : { data: Object.fromEntries(data) };
    return { kind: 'ConfigMap', apiVersion: 'v1', metadata: metadataIn(session, name), ...filled };
  },
});
