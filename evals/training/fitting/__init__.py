"""What is fitted after training, on lines held out from it: words, stacks, temperatures, the figures of the card."""
