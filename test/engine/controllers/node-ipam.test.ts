import t from 'tap';
import { nodes } from '../../../engine/apis/generated/resources.js';
import { allocateNext, EMPTY_CIDR_SET, occupy, release } from '../../../engine/controllers/node-ipam/cidr-set.js';
import { Stage } from '../../support/stage.js';

t.test('nodes get blocks of pod addresses, those that have one keep it', async (t) => {
  const stage = new Stage('node-ipam-controller');
  stage.create(nodes, { metadata: { name: 'a' }, spec: { podCIDR: '10.244.0.0/24' } });
  stage.create(nodes, { metadata: { name: 'foreign' }, spec: { podCIDR: '10.9.0.0/24' } });
  stage.create(nodes, { metadata: { name: 'b' } });
  stage.create(nodes, { metadata: { name: 'c' } });
  stage.settle();
  const cidrs = () => stage.view.list(nodes).map(({ metadata, spec }) => `${metadata.name} ${spec.podCIDRs?.join()}`);
  t.strictSame(cidrs(), ['a 10.244.0.0/24', 'b 10.244.1.0/24', 'c 10.244.2.0/24', 'foreign 10.9.0.0/24']);
  stage.delete(nodes, 'b');
  stage.create(nodes, { metadata: { name: 'd' } });
  stage.settle();
  t.equal(stage.get(nodes, 'd')?.spec.podCIDR, '10.244.3.0/24', 'a block that was given back is not the next');
});

t.test('blocks go round', async (t) => {
  let set = EMPTY_CIDR_SET;
  for (let i = 0; i < 256; i++) set = allocateNext(set, `n${i}`)?.set ?? set;
  t.equal(allocateNext(set, 'x'), undefined, 'none is left');
  set = release(set, ['10.244.7.0/24']);
  t.equal(allocateNext(set, 'x')?.cidr, '10.244.7.0/24');
  t.equal(occupy(set, ['10.9.0.0/24', '10.244.999.0/24'], 'y'), set, 'what is not the cluster’s does not matter');
});
