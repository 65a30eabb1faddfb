/** Why a target cannot be made, in words for the person at the keyboard: nothing is wrong with the program. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}
