export { done, type Attempt } from '../framework/attempt.js';
