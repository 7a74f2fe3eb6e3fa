import { isWithoutFiles } from '../../choosing.js';
import type { Command } from '../../command.js';
import { aggregate, fail, isFailure, type Failure } from '../../failure.js';
import { isSet, textOf, type Arguments } from '../../flags.js';
import { splitPairs } from '../../pairs.js';
import { containersOf, editContainers, editPodSpec, textAt } from '../../pod-spec.js';
import { MISSING_LOCAL } from '../../resources/builder.js';
import { choose, LOCAL_AND_SERVER, setAll, SET_FLAGS, type Chosen } from './setting.js';

/** `kubectl set image TYPE/NAME container=image …` (kubectl/pkg/cmd/set/set_image.go). */
export const setImage: Command = {
  name: 'set image',
  flags: SET_FLAGS,
  *run(session, args) {
    const split = splitPairs(args.positional, 'image');
    if (isFailure(split)) return split;
    const images = imagesOf(split.pairs);
    if (isFailure(images)) return images;
    if (isSet(args, 'local') && split.words.length > 0) return fail(MISSING_LOCAL);
    const chosen = yield* choose(session, args, split.words, 'image updated');
    if (isFailure(chosen)) return chosen;
    const wrong = validate(args, split.words, images, chosen);
    if (wrong !== undefined) return wrong;
    return yield* setAll(session, args, chosen, {
      operation: 'image updated',
      refusal: 'failed to patch image update to pod template: ',
      edit: (object, complain) =>
        editPodSpec(object, (spec) => {
          const names = [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')].map(
            (container) => textAt(container, 'name'),
          );
          for (const name of images.keys())
            if (name === '*' ? names.length === 0 : !names.includes(name))
              complain(fail(`error: unable to find container named "${name}"`));
          return editContainers(spec, (container) => {
            const image = images.get(textAt(container, 'name')) ?? images.get('*');
            return image === undefined ? container : { ...container, image };
          });
        }),
    });
  },
};

function imagesOf(pairs: readonly string[]): ReadonlyMap<string, string> | Failure {
  const invalid = pairs.filter((pair) => !pair.includes('='));
  if (invalid.length > 0) return fail(`invalid image format: ${invalid.join(', ')}`);
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function validate(
  args: Arguments,
  words: readonly string[],
  images: ReadonlyMap<string, string>,
  { dryRun }: Chosen,
): Failure | undefined {
  const rules: readonly (readonly [boolean, string])[] = [
    [isSet(args, 'all') && textOf(args, 'selector') !== '', 'cannot set --all and --selector at the same time'],
    [
      words.length === 0 && isWithoutFiles(args),
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    ],
    [images.size === 0, 'at least one image update is required'],
    [
      images.size > 1 && images.has('*'),
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    ],
    [isSet(args, 'local') && dryRun === 'server', LOCAL_AND_SERVER],
  ];
  return aggregate(rules.filter(([isBroken]) => isBroken).map(([, text]) => fail(text)));
}
