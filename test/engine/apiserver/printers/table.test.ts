import t from 'tap';
import type { KubeObject } from '../../../../engine/apimachinery/object.js';
import { flowschemas, pods } from '../../../../engine/apis/generated/resources.js';
import { tables } from '../../../../engine/apis/generated/tables.js';
import { toCustomTable } from '../../../../engine/apiserver/printers/custom-columns.js';
import { hasPrinter } from '../../../../engine/apiserver/printers/registry.js';
import { badIncludeObject, toTable } from '../../../../engine/apiserver/printers/table.js';
import { AGE, NOW, object } from './stored.js';

t.test('every kind with columns of its own has a printer', (t) => {
  for (const [key, columns] of Object.entries(tables)) {
    const slash = key.lastIndexOf('/');
    const version = key.slice(0, slash).split('/');
    const resource = {
      group: version.length > 1 ? (version[0] ?? '') : '',
      version: version.at(-1) ?? '',
      plural: key.slice(slash + 1),
      kind: '',
      namespaced: true,
    };
    t.equal(hasPrinter(resource), columns[1]?.name !== 'Created At', key);
  }
  t.end();
});

t.test('a table has the shape a real server sends', (t) => {
  const done = object({ spec: { containers: [] }, status: { phase: 'Succeeded' } });
  const table = toTable(pods, [done], NOW, 'Metadata', { resourceVersion: '5' });
  t.same(Object.keys(table), ['kind', 'apiVersion', 'metadata', 'columnDefinitions', 'rows']);
  t.match(table, { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '5' } });
  t.match(table.columnDefinitions[0], {
    name: 'Name',
    type: 'string',
    format: 'name',
    priority: 0,
    description: /^Name must be unique/,
  });
  t.same(Object.keys(table.columnDefinitions[5] ?? {}), ['name', 'type', 'format', 'description', 'priority']);
  t.same(table.rows[0]?.conditions, [
    { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
  ]);
  t.same(table.rows[0]?.object, {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: done.metadata,
  });
  // Items of lists have no type of their own: rows say it.
  t.same(toTable(pods, [done], NOW, 'Object').rows[0]?.object, { kind: 'Pod', apiVersion: 'v1', ...done });
  t.equal(toTable(pods, [done], NOW, 'None').rows[0]?.object, null);
  t.equal(badIncludeObject('None'), undefined);
  t.equal(
    badIncludeObject('Odd'),
    `Unable to convert to Table as requested: includeObject: Invalid value: "Odd": must be 'Metadata', 'Object', 'None', or empty`,
  );
  t.end();
});

t.test('flow schemas come in the order they are matched in', (t) => {
  const schema = (name: string, matchingPrecedence: number): KubeObject =>
    object({ spec: { priorityLevelConfiguration: { name: 'p' }, matchingPrecedence } }, { name });
  const table = toTable(flowschemas, [schema('a', 9), schema('c', 1), schema('b', 1)], NOW, 'None');
  t.same(
    table.rows.map(({ cells }) => cells[0]),
    ['b', 'c', 'a'],
  );
  t.end();
});

t.test('custom resources are printed by their definition', (t) => {
  const columns = [
    { name: 'Color', type: 'string', jsonPath: '.spec.color' },
    { name: 'Count', type: 'integer', description: 'how many', jsonPath: '.spec.replicas' },
    { name: 'When', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Wide', type: 'boolean', priority: 1, jsonPath: '.spec.flag' },
    { name: 'Mismatch', type: 'integer', jsonPath: '.spec.color' },
    { name: 'Object', type: 'string', jsonPath: '.spec' },
  ];
  const thing = object({ spec: { color: 'red', replicas: 3 } });
  const table = toCustomTable(columns, [thing], NOW, 'Metadata');
  t.same(table.rows[0]?.cells, ['x', 'red', 3, AGE, null, null, '{"color":"red","replicas":3}']);
  t.same(table.columnDefinitions[1], {
    name: 'Color',
    type: 'string',
    format: '',
    description: 'Custom resource definition column (in JSONPath format): .spec.color',
    priority: 0,
  });
  t.equal(table.columnDefinitions[2]?.description, 'how many');
  t.same(
    toCustomTable(undefined, [thing], NOW, 'None').rows,
    [{ cells: ['x', AGE], object: null }],
    'without columns the age is shown',
  );
  t.end();
});
