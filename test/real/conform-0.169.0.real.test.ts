import { holdsToItsBaseline } from './support/conform.js';

holdsToItsBaseline('0.169.0');
