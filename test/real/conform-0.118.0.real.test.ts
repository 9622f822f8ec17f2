import { holdsToItsBaseline } from './support/conform.js';

holdsToItsBaseline('0.118.0');
