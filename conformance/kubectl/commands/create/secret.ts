import { quote } from '../../../../engine/apimachinery/quote.js';
import { marshal } from '../../../../engine/apimachinery/json-text.js';
import type { JsonObject } from '../../../../engine/apimachinery/object.js';
import { fail, isFailure } from '../../failure.js';
import { textOf, valuesOf, type Arguments } from '../../flags.js';
import { readText } from '../../resources/files.js';
import type { Session } from '../../session.js';
import { toBase64 } from '../../text/base64.js';
import { DATA_FLAGS, hashRefusal, readData, type Data, type DataKind } from './data.js';
import { createCommand, metadataIn, optional } from './generated.js';

const SECRET_DATA: DataKind = {
  invalidKey: (key, problems) => `${quote(key)} is not valid key name for a Secret ${problems.join(';')}`,
  duplicate: (key) => `cannot add key ${key}, another key by that name already exists`,
  envDirectory: 'env secret file cannot be a directory',
  literalsFirst: true,
};

function secret(session: Session, name: string, data: Data, type: string): JsonObject {
  const encoded = Object.fromEntries(
    [...data].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => [key, toBase64(text)]),
  );
  const filled = data.size === 0 ? {} : { data: encoded };
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metadataIn(session, name),
    ...filled,
    ...optional('type', type),
  };
}

/** `kubectl create secret generic NAME --from-literal=a=b`. */
export const createSecretGeneric = createCommand({
  name: 'create secret generic',
  flags: [...DATA_FLAGS, { name: 'type', type: 'string' }],
  refusal: 'failed to create secret ',
  *build(session, args, name) {
    const data = readData(session.invocation.files, args, SECRET_DATA);
    if (isFailure(data)) return data;
    return hashRefusal(args) ?? secret(session, name, data, textOf(args, 'type'));
  },
});

const CONFIG_KEY = '.dockerconfigjson';
const DEFAULT_SERVER = 'https://index.docker.io/v1/';

/** `kubectl create secret docker-registry NAME --docker-username=…`. */
export const createSecretDockerRegistry = createCommand({
  name: 'create secret docker-registry',
  flags: [
    { name: 'docker-username', type: 'string' },
    { name: 'docker-password', type: 'string' },
    { name: 'docker-email', type: 'string' },
    { name: 'docker-server', type: 'string' },
    { name: 'append-hash', type: 'bool' },
    { name: 'from-file', type: 'strings' },
  ],
  refusal: 'failed to create secret ',
  *build(session, args, name) {
    const [username, password] = [textOf(args, 'docker-username'), textOf(args, 'docker-password')];
    const server = args.flags.has('docker-server') ? textOf(args, 'docker-server') : DEFAULT_SERVER;
    const sources = valuesOf(args, 'from-file');
    if (sources.length === 0 && (username === '' || password === '' || server === ''))
      return fail(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    const data =
      sources.length > 0 ? readData(session.invocation.files, withKeys(args), SECRET_DATA) : dockerConfig(args, server);
    if (isFailure(data)) return data;
    return hashRefusal(args) ?? secret(session, name, data, 'kubernetes.io/dockerconfigjson');
  },
});

/** Files without a key get the key that the type needs. */
function withKeys(args: Arguments): Arguments {
  const sources = valuesOf(args, 'from-file').map((source) =>
    source.includes('=') ? source : `${CONFIG_KEY}=${source}`,
  );
  return { ...args, flags: new Map([...args.flags, ['from-file', sources]]) };
}

function dockerConfig(args: Arguments, server: string): Data {
  const [username, password] = [textOf(args, 'docker-username'), textOf(args, 'docker-password')];
  const entry = {
    username,
    password,
    ...optional('email', textOf(args, 'docker-email')),
    auth: toBase64(`${username}:${password}`),
  };
  return new Map([[CONFIG_KEY, marshal({ auths: { [server]: entry } })]]);
}

/** `kubectl create secret tls NAME --cert=FILE --key=FILE`. Certificate and key are not compared. */
export const createSecretTls = createCommand({
  name: 'create secret tls',
  flags: [
    { name: 'cert', type: 'string' },
    { name: 'key', type: 'string' },
    { name: 'append-hash', type: 'bool' },
  ],
  refusal: 'failed to create secret ',
  *build(session, args, name) {
    const [certFile, keyFile] = [textOf(args, 'cert'), textOf(args, 'key')];
    if (certFile === '' || keyFile === '') return fail('key and cert must be specified');
    const cert = readText(session.invocation.files, certFile);
    if (isFailure(cert)) return fail(`Cannot read file ${certFile}, ${cert.failed}`);
    const key = readText(session.invocation.files, keyFile);
    if (isFailure(key)) return fail(`Cannot read file ${keyFile}, ${key.failed}`);
    if (!cert.includes('-----BEGIN CERTIFICATE-----'))
      return fail('tls: failed to find any PEM data in certificate input');
    if (!/-----BEGIN .*PRIVATE KEY-----/.test(key)) return fail('tls: failed to find any PEM data in key input');
    const data = new Map([
      ['tls.crt', cert],
      ['tls.key', key],
    ]);
    return hashRefusal(args) ?? secret(session, name, data, 'kubernetes.io/tls');
  },
});
